#include "core/config/config.h"

#include <QTest>

using namespace signalbox;

class TestConfig final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void onlyTheProgramHasAnAdminPort();
    void memoryInBytes_data();
    void memoryInBytes();
};

void TestConfig::onlyTheProgramHasAnAdminPort()
{
    Config config = defaultConfig();
    QVERIFY(config.server.adminListen);
    config.server.adminListen.reset();
    QVERIFY(config == Config());
}

void TestConfig::memoryInBytes_data()
{
    using Size = RelativeSize;
    QTest::addColumn<Config>("config");
    QTest::addColumn<qint64>("capacity"); // 0: unknown
    QTest::addColumn<qint64>("memory");
    QTest::addColumn<qint64>("history");
    const auto row = [](const char *name, std::optional<Size> memory, std::optional<Size> history,
                        qint64 capacity, qint64 expectedMemory, qint64 expectedHistory) {
        Config config;
        config.limits.memory = memory.value_or(config.limits.memory);
        config.history.memory = history.value_or(config.history.memory);
        QTest::newRow(name) << config << capacity << expectedMemory << expectedHistory;
    };
    row("defaults", {}, {}, 8000, 2000, 1000);
    row("percentages", Size::percent(10), Size::percent(80), 8000, 800, 640);
    row("all", Size::percent(100), Size::percent(100), 8000, 8000, 8000);
    row("bytes", Size::bytes(500), Size::bytes(300), 8000, 500, 300);
    row("history in percent of bytes", Size::bytes(500), {}, 8000, 500, 250);
    row("history in bytes", {}, Size::bytes(300), 8000, 2000, 300);
    row("no limit", Size::bytes(0), {}, 8000, 0, 0);
    row("no limit but of the history", Size::bytes(0), Size::bytes(300), 8000, 0, 300);
    row("no limit of the history", {}, Size::bytes(0), 8000, 2000, 0);
    row("unknown capacity", {}, {}, 0, 0, 0);
    row("unknown capacity, bytes", Size::bytes(500), {}, 0, 500, 250);
    row("tiny capacity", Size::percent(1), Size::percent(1), 5, 1, 1);
}

void TestConfig::memoryInBytes()
{
    QFETCH(Config, config);
    QFETCH(qint64, capacity);
    QFETCH(qint64, memory);
    QFETCH(qint64, history);
    Config inBytes = withMemoryInBytes(config, capacity > 0 ? std::optional(capacity) : std::nullopt);
    QVERIFY(inBytes.limits.memory == RelativeSize::bytes(memory));
    QVERIFY(inBytes.history.memory == RelativeSize::bytes(history));
    QVERIFY(withMemoryInBytes(inBytes, 12345) == inBytes);
    inBytes.limits.memory = config.limits.memory;
    inBytes.history.memory = config.history.memory;
    QVERIFY(inBytes == config); // nothing else changes
}

QTEST_GUILESS_MAIN(TestConfig)
#include "tst_config.moc"
