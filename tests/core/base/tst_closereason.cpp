#include "core/base/closereason.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class TstCloseReason : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tableIsConsistent();
    void codesMatchTheContract_data();
    void codesMatchTheContract();
    void customTruncatesTheText();
    void kickReplacesUnsendableCodes_data();
    void kickReplacesUnsendableCodes();
    void kickTruncatesTheText();
    void validatesCodes_data();
    void validatesCodes();
    void truncatesAtACharacter_data();
    void truncatesAtACharacter();
    void labelsCodes_data();
    void labelsCodes();
    void labelsAreFew();
    void namesInitiators();
};

void TstCloseReason::tableIsConsistent()
{
    QSet<QByteArray> names;
    for (int i = 0; i < CauseCount; ++i) {
        const CauseInfo &info = causeInfo(Cause(i));
        QCOMPARE(info.cause, Cause(i));
        names.insert(info.name);
        QVERIFY(qstrlen(info.reason) <= MaxReasonBytes);
        const CloseReason reason = CloseReason::of(Cause(i));
        QCOMPARE(reason.cause, info.cause);
        QCOMPARE(reason.code, info.code);
        QCOMPARE(reason.text, QByteArray(info.reason));
    }
    QCOMPARE(names.size(), CauseCount);
}

void TstCloseReason::codesMatchTheContract_data()
{
    QTest::addColumn<Cause>("cause");
    QTest::addColumn<int>("code");

    QTest::newRow("closed by us") << Cause::ClosedByServer << 1000;
    QTest::newRow("going away") << Cause::GoingAway << 1001;
    QTest::newRow("shutdown") << Cause::Shutdown << 1001;
    QTest::newRow("protocol error") << Cause::ProtocolError << 1002;
    QTest::newRow("unsupported type") << Cause::UnsupportedType << 1003;
    QTest::newRow("no status") << Cause::NoStatus << 1005;
    QTest::newRow("lost") << Cause::ConnectionLost << 1006;
    QTest::newRow("reset") << Cause::ConnectionReset << 1006;
    QTest::newRow("bad UTF-8") << Cause::BadUtf8 << 1007;
    QTest::newRow("too big") << Cause::MessageTooBig << 1009;
    QTest::newRow("our fault") << Cause::InternalError << 1011;
    QTest::newRow("drain") << Cause::Drain << 1012;
    QTest::newRow("overloaded") << Cause::Overloaded << 1013;
    QTest::newRow("kicked") << Cause::Kicked << 4100;
    QTest::newRow("hard limit") << Cause::QueueOverflow << 4408;
    QTest::newRow("soft limit") << Cause::QueuedTooLong << 4408;
    QTest::newRow("stall") << Cause::WriteStalled << 4408;
    QTest::newRow("no pong") << Cause::NoPong << 4409;
    QTest::newRow("bad envelopes") << Cause::BadEnvelopes << 4400;
    QTest::newRow("may not publish") << Cause::PublishForbidden << 1008;
    QTest::newRow("bad token") << Cause::Unauthorised << 3000;
    QTest::newRow("room not granted") << Cause::RoomForbidden << 3003;
    QTest::newRow("token revoked") << Cause::TokenRevoked << 3003;
    QTest::newRow("no token") << Cause::AuthTimeout << 3008;
    QTest::newRow("lifetime over") << Cause::LifetimeOver << 4200;
    QTest::newRow("token expired") << Cause::TokenExpired << 4401;
    QTest::newRow("banned") << Cause::Banned << 4403;
    QTest::newRow("replaced") << Cause::Replaced << 4410;
    QTest::newRow("too fast") << Cause::TooFast << 4429;
}

void TstCloseReason::codesMatchTheContract()
{
    QFETCH(const Cause, cause);
    QFETCH(const int, code);
    QCOMPARE(int(causeInfo(cause).code), code);
}

void TstCloseReason::customTruncatesTheText()
{
    const CloseReason plain = CloseReason::custom(Cause::Kicked, 4123, u"bye"_s);
    QCOMPARE(plain.cause, Cause::Kicked);
    QCOMPARE(plain.code, 4123);
    QCOMPARE(plain.text, QByteArray("bye"));
    const CloseReason cut = CloseReason::custom(Cause::Kicked, 4100, QString(100, QChar(0x4F60)));
    QCOMPARE(cut.text.size(), 123); // 41 characters of three bytes
    QVERIFY(cut.text.isValidUtf8());
    QCOMPARE(CloseReason::custom(Cause::Kicked, 4100, QString(62, QChar(0xE9))).text.size(), 122);
}

void TstCloseReason::kickReplacesUnsendableCodes_data()
{
    QTest::addColumn<quint16>("code");
    QTest::addColumn<quint16>("sent");

    const auto row = [](quint16 code, quint16 sent) { QTest::addRow("%d", code) << code << sent; };
    row(0, 4100);
    row(999, 4100);
    row(1000, 1000);
    row(1001, 1001);
    row(1002, 4100);
    row(1006, 4100);
    row(1008, 1008);
    row(1010, 4100);
    row(1011, 1011);
    row(1014, 1014);
    row(1015, 4100);
    row(2999, 4100);
    row(3000, 3000);
    row(4999, 4999);
    row(5000, 4100);
    row(65535, 4100);
}

void TstCloseReason::kickReplacesUnsendableCodes()
{
    QFETCH(const quint16, code);
    QFETCH(const quint16, sent);
    const CloseReason reason = CloseReason::kick(code, u"bye"_s);
    QCOMPARE(reason.cause, Cause::Kicked);
    QCOMPARE(reason.code, sent);
    QCOMPARE(reason.text, QByteArray("bye"));
}

void TstCloseReason::kickTruncatesTheText()
{
    QCOMPARE(CloseReason::kick(4100, QString(100, QChar(0x4F60))).text.size(), 123);
    QCOMPARE(CloseReason::kick(4100, {}).text, QByteArray());
}

void TstCloseReason::validatesCodes_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("sendable");
    QTest::addColumn<bool>("receivable");

    const auto row = [](int code, bool sendable, bool receivable) {
        QTest::addRow("%d", code) << code << sendable << receivable;
    };
    row(-1, false, false);
    row(0, false, false);
    row(999, false, false);
    row(1000, true, true);
    row(1001, true, true);
    row(1002, false, true);
    row(1003, false, true);
    row(1004, false, false);
    row(1005, false, false);
    row(1006, false, false);
    row(1007, false, true);
    row(1008, true, true);
    row(1009, false, true);
    row(1010, false, true);
    row(1011, true, true);
    row(1014, true, true);
    row(1015, false, false);
    row(1016, false, false);
    row(2999, false, false);
    row(3000, true, true);
    row(3999, true, true);
    row(4000, true, true);
    row(4999, true, true);
    row(5000, false, false);
    row(65536 + 1000, false, false);
}

void TstCloseReason::validatesCodes()
{
    QFETCH(const int, code);
    QFETCH(const bool, sendable);
    QFETCH(const bool, receivable);
    QCOMPARE(isSendableCloseCode(code), sendable);
    QCOMPARE(isValidReceivedCloseCode(code), receivable);
}

void TstCloseReason::truncatesAtACharacter_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("maxBytes");
    QTest::addColumn<QByteArray>("cut");

    const QByteArray ni = "\xe4\xbd\xa0";
    const QByteArray emoji = "\xf0\x9f\x98\x80";
    QTest::newRow("fits") << QByteArray("abc") << 3 << QByteArray("abc");
    QTest::newRow("ASCII") << QByteArray("abcd") << 3 << QByteArray("abc");
    QTest::newRow("empty") << QByteArray() << 0 << QByteArray();
    QTest::newRow("to nothing") << QByteArray("abc") << 0 << QByteArray();
    QTest::newRow("after a character") << ni + ni << 3 << ni;
    QTest::newRow("within, one byte") << ni + ni << 4 << ni;
    QTest::newRow("within, two bytes") << ni + ni << 5 << ni;
    QTest::newRow("within the first") << emoji << 3 << QByteArray();
    QTest::newRow("after an emoji") << emoji + 'x' << 4 << emoji;
}

void TstCloseReason::truncatesAtACharacter()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, maxBytes);
    QFETCH(const QByteArray, cut);
    QCOMPARE(cutUtf8(text, maxBytes), cut);
}

void TstCloseReason::labelsCodes_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("label");

    QTest::newRow("normal") << 1000 << QByteArray("1000");
    QTest::newRow("lost") << 1006 << QByteArray("1006");
    QTest::newRow("slow") << 4408 << QByteArray("4408");
    QTest::newRow("registered by a library") << 3000 << QByteArray("3000");
    QTest::newRow("another registered by a library") << 3001 << QByteArray("3xxx");
    QTest::newRow("private use") << 4999 << QByteArray("4xxx");
    QTest::newRow("reserved") << 1004 << QByteArray("other");
    QTest::newRow("below") << 999 << QByteArray("other");
    QTest::newRow("above") << 5000 << QByteArray("other");
    QTest::newRow("none") << 0 << QByteArray("other");
    QTest::newRow("negative") << -4000 << QByteArray("other");
}

void TstCloseReason::labelsCodes()
{
    QFETCH(const int, code);
    QFETCH(const QByteArray, label);
    QCOMPARE(QByteArray(closeCodeLabel(code)), label);
    QVERIFY(closeCodeLabel(code) == closeCodeLabel(code));
}

void TstCloseReason::labelsAreFew()
{
    QSet<QByteArray> labels;
    for (int code = 0; code <= 65535; ++code)
        labels.insert(closeCodeLabel(code));
    QCOMPARE(labels.size(), 30);
    for (int i = 0; i < CauseCount; ++i) { // codes that the server sends have their own label
        const int code = causeInfo(Cause(i)).code;
        QCOMPARE(QByteArray(closeCodeLabel(code)), QByteArray::number(code));
    }
}

void TstCloseReason::namesInitiators()
{
    QCOMPARE(QByteArray(initiatorName(Initiator::Server)), QByteArray("server"));
    QCOMPARE(QByteArray(initiatorName(Initiator::Client)), QByteArray("client"));
    QCOMPARE(QByteArray(initiatorName(Initiator::Network)), QByteArray("network"));
}

QTEST_GUILESS_MAIN(TstCloseReason)
#include "tst_closereason.moc"
