#include "workload.h"

#include "churn.h"
#include "echo.h"
#include "fanout.h"
#include "idle.h"
#include "rooms.h"

namespace load {

std::unique_ptr<Workload> Workload::make(const Options &options)
{
    switch (options.workload) {
    case Options::Workload::Echo:
        return std::make_unique<Echo>(options);
    case Options::Workload::FanOut:
        return std::make_unique<FanOut>(options);
    case Options::Workload::Idle:
        return std::make_unique<Idle>(options);
    case Options::Workload::Churn:
        return std::make_unique<Churn>(options);
    case Options::Workload::Rooms:
        return std::make_unique<Rooms>(options);
    }
    return nullptr;
}

QJsonObject Workload::closeCodes() const
{
    QJsonObject codes;
    for (const auto &[code, count] : m_closeCodes)
        codes.insert(QString::number(code), count);
    return codes;
}

QJsonObject Workload::failure(const char *what)
{
    return {{QStringLiteral("error"), QString::fromLatin1(what)}};
}

} // namespace load
