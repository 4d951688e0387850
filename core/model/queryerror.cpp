#include "core/model/queryerror.h"

namespace signalbox {

QString QueryError::text(const QString &translated) const
{
    QString sentence;
    const QString form = translated.isNull() ? QString::fromUtf8(pattern) : translated;
    // Not QString::arg(), which would replace a %1 within an argument.
    for (qsizetype i = 0; i < form.size(); ++i) {
        const int number = form[i] == u'%' && i + 1 < form.size() ? form[i + 1].digitValue() : -1;
        if (number >= 1 && number <= arguments.size()) {
            sentence += arguments[number - 1];
            ++i;
        } else {
            sentence += form[i];
        }
    }
    return sentence;
}

} // namespace signalbox
