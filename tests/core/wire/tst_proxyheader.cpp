#include "core/wire/proxyheader.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Signature("\r\n\r\n\0\r\nQUIT\n", 12);

QByteArray binary(char versionAndCommand, char family, const QByteArray &rest)
{
    QByteArray header = Signature;
    header += versionAndCommand;
    header += family;
    header += char(rest.size() >> 8);
    header += char(rest.size() & 0xFF);
    return header + rest;
}

QByteArray tcp4(const QByteArray &tlvs = {})
{
    return QByteArray("\xCB\x00\x71\x07\xC0\x00\x02\x01\x12\x34\x01\xBB", 12) + tlvs;
}

QByteArray tcp6(const QByteArray &source = QByteArray::fromHex("20010db8000000000000000000000007"))
{
    return source + QByteArray::fromHex("20010db8000000000000000000000001") +
           QByteArray("\x12\x34\x01\xBB", 4);
}

enum class Kind : quint8 { Header, Error, None, More };

Kind kindOf(const ProxyHeaderOutcome &outcome)
{
    return std::holds_alternative<ProxyHeader>(outcome)        ? Kind::Header
           : std::holds_alternative<ProxyHeaderError>(outcome) ? Kind::Error
           : std::holds_alternative<NoProxyHeader>(outcome)    ? Kind::None
                                                               : Kind::More;
}

} // namespace

class TstProxyHeader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void rejects_data();
    void rejects();
    void isNoHeader_data();
    void isNoHeader();
    void boundsTheLength();
};

void TstProxyHeader::reads_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QString>("source"); // empty: none
    const auto row = [](const char *name, const QByteArray &header, const char *source) {
        QTest::newRow(name) << header << QString::fromLatin1(source);
    };
    row("TCP4", "PROXY TCP4 203.0.113.7 192.0.2.1 4660 443\r\n", "203.0.113.7:4660");
    row("TCP4, ports at the ends", "PROXY TCP4 203.0.113.7 192.0.2.1 0 65535\r\n", "203.0.113.7:0");
    row("TCP4, longest", "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
        "255.255.255.255:65535");
    row("TCP6", "PROXY TCP6 2001:db8::7 2001:db8::1 4660 443\r\n", "[2001:db8::7]:4660");
    row("TCP6, longest",
        "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 "
        "65535\r\n",
        "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
    row("TCP6, mapped", "PROXY TCP6 ::ffff:203.0.113.7 2001:db8::1 4660 443\r\n", "203.0.113.7:4660");
    row("UNKNOWN", "PROXY UNKNOWN\r\n", "");
    row("UNKNOWN, with anything", "PROXY UNKNOWN 1 2 three \x01\r\n", "");
    row("UNKNOWN, longest",
        "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 "
        "65535\r\n",
        "");
    row("TCP4, unspecified", "PROXY TCP4 0.0.0.0 192.0.2.1 0 443\r\n", "");
    row("v2 TCP4", binary(0x21, 0x11, tcp4()), "203.0.113.7:4660");
    row("v2 TCP4, TLVs",
        binary(0x21, 0x11,
               tcp4(QByteArray("\x04\x00\x03"
                               "abc"
                               "\x20\x00\x01\x01",
                               10))),
        "203.0.113.7:4660");
    row("v2 TCP4, TLVs that are none", binary(0x21, 0x11, tcp4("\xFF")), "203.0.113.7:4660");
    row("v2 TCP4, the most", binary(0x21, 0x11, tcp4(QByteArray(8192 - 12, 'x'))), "203.0.113.7:4660");
    row("v2 TCP6", binary(0x21, 0x21, tcp6()), "[2001:db8::7]:4660");
    row("v2 TCP6, mapped", binary(0x21, 0x21, tcp6(QByteArray::fromHex("00000000000000000000ffffcb007107"))),
        "203.0.113.7:4660");
    row("v2 TCP6, unspecified", binary(0x21, 0x21, tcp6(QByteArray(16, '\0'))), "");
    row("v2 UNIX", binary(0x21, 0x31, QByteArray(216, 'p')), "");
    row("v2 UNIX, datagrams", binary(0x21, 0x32, QByteArray(216, 'p')), "");
    row("v2 UNIX, TLVs", binary(0x21, 0x31, QByteArray(300, 'p')), "");
    row("v2 unspecified", binary(0x21, 0x00, {}), "");
    row("v2 unspecified, TLVs", binary(0x21, 0x00, "anything"), "");
    row("v2 LOCAL", binary(0x20, 0x00, {}), "");
    row("v2 LOCAL, with addresses", binary(0x20, 0x11, tcp4()), "");
    row("v2 LOCAL, with too few", binary(0x20, 0x21, "abc"), "");
    row("v2 LOCAL, of any family", binary(0x20, char(0x99), {}), "");
}

void TstProxyHeader::reads()
{
    QFETCH(QByteArray, header);
    QFETCH(QString, source);
    for (qsizetype size = 0; size < header.size(); ++size) // split at every byte
        QCOMPARE(kindOf(readProxyHeader(QByteArrayView(header).first(size))), Kind::More);
    for (const QByteArray &behind :
         {QByteArray(), QByteArray("GET / HTTP/1.1\r\n"), QByteArray("\x16\x03\x01\0", 4), header}) {
        const ProxyHeaderOutcome outcome = readProxyHeader(header + behind);
        QCOMPARE(kindOf(outcome), Kind::Header);
        const ProxyHeader &read = std::get<ProxyHeader>(outcome);
        QCOMPARE(read.size, header.size());
        QCOMPARE(read.source ? read.source->toString() : QString(), source);
    }
}

void TstProxyHeader::rejects_data()
{
    QTest::addColumn<QByteArray>("header");
    const auto row = [](const char *name, const QByteArray &header) { QTest::newRow(name) << header; };
    row("no protocol", "PROXY \r\n");
    row("UDP4", "PROXY UDP4 203.0.113.7 192.0.2.1 1 2\r\n");
    row("lower case", "PROXY tcp4 203.0.113.7 192.0.2.1 1 2\r\n");
    row("UNKNOWN and more letters", "PROXY UNKNOWNX\r\n");
    row("only LF", "PROXY TCP4 203.0.113.7 192.0.2.1 1 2\n");
    row("only CR before", "PROXY TCP4 203.0.113.7 192.0.2.1 1 2\r \n");
    row("two CR", "PROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\r\n");
    row("two blanks", "PROXY TCP4  203.0.113.7 192.0.2.1 1 2\r\n");
    row("a blank at the end", "PROXY TCP4 203.0.113.7 192.0.2.1 1 2 \r\n");
    row("tab", "PROXY TCP4\t203.0.113.7 192.0.2.1 1 2\r\n");
    row("one port", "PROXY TCP4 203.0.113.7 192.0.2.1 1\r\n");
    row("three ports", "PROXY TCP4 203.0.113.7 192.0.2.1 1 2 3\r\n");
    row("nothing", "PROXY TCP4\r\n");
    row("port too large", "PROXY TCP4 203.0.113.7 192.0.2.1 65536 2\r\n");
    row("port with zeros", "PROXY TCP4 203.0.113.7 192.0.2.1 01 2\r\n");
    row("port with a sign", "PROXY TCP4 203.0.113.7 192.0.2.1 +1 2\r\n");
    row("second port bad", "PROXY TCP4 203.0.113.7 192.0.2.1 1 x\r\n");
    row("empty port", "PROXY TCP4 203.0.113.7 192.0.2.1  2\r\n");
    row("three numbers", "PROXY TCP4 203.0.113 192.0.2.1 1 2\r\n");
    row("octal", "PROXY TCP4 203.0.113.07 192.0.2.1 1 2\r\n");
    row("second address bad", "PROXY TCP4 203.0.113.7 192.0.2.256 1 2\r\n");
    row("IPv6 in TCP4", "PROXY TCP4 2001:db8::7 192.0.2.1 1 2\r\n");
    row("IPv4 in TCP6", "PROXY TCP6 203.0.113.7 2001:db8::1 1 2\r\n");
    row("brackets", "PROXY TCP6 [2001:db8::7] 2001:db8::1 1 2\r\n");
    row("zone", "PROXY TCP6 fe80::7%eth0 2001:db8::1 1 2\r\n");
    row("108 bytes", "PROXY UNKNOWN " + QByteArray(92, 'x') + "\r\n");
    row("no end", "PROXY UNKNOWN " + QByteArray(200, 'x'));
    row("v2, version 1", binary(0x11, 0x11, tcp4()));
    row("v2, version 3", binary(0x31, 0x11, tcp4()));
    row("v2, command 2", binary(0x22, 0x11, tcp4()));
    row("v2, command 15", binary(0x2F, 0x11, tcp4()));
    row("v2, UDP over IPv4", binary(0x21, 0x12, tcp4()));
    row("v2, UDP over IPv6", binary(0x21, 0x22, tcp6()));
    row("v2, IPv4 without a protocol", binary(0x21, 0x10, tcp4()));
    row("v2, family 4", binary(0x21, 0x41, tcp6()));
    row("v2, a protocol without family", binary(0x21, 0x01, tcp4()));
    row("v2, TCP4 cut", binary(0x21, 0x11, tcp4().chopped(1)));
    row("v2, TCP4 empty", binary(0x21, 0x11, {}));
    row("v2, TCP6 cut", binary(0x21, 0x21, tcp6().chopped(1)));
    row("v2, TCP6 with the addresses of TCP4", binary(0x21, 0x21, tcp4()));
    row("v2, UNIX cut", binary(0x21, 0x31, QByteArray(215, 'p')));
}

void TstProxyHeader::rejects()
{
    QFETCH(QByteArray, header);
    const ProxyHeaderOutcome outcome = readProxyHeader(header);
    QCOMPARE(kindOf(outcome), Kind::Error);
    QVERIFY(QByteArrayView(std::get<ProxyHeaderError>(outcome).detail).size() > 0);
    // Whatever its parts look like, it never becomes a header, or no header.
    for (qsizetype size = 0; size < header.size(); ++size) {
        const Kind kind = kindOf(readProxyHeader(QByteArrayView(header).first(size)));
        QVERIFY(kind == Kind::More || kind == Kind::Error);
    }
}

void TstProxyHeader::isNoHeader_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("decidedAt"); // bytes
    const auto row = [](const char *name, const QByteArray &bytes, int decidedAt) {
        QTest::newRow(name) << bytes << decidedAt;
    };
    row("GET", "GET / HTTP/1.1\r\n", 1);
    row("PUT", "PUT / HTTP/1.1\r\n", 2);
    row("PROPFIND", "PROPFIND / HTTP/1.1\r\n", 4);
    row("PROXY as a method of one letter more", "PROXYX / HTTP/1.1\r\n", 6);
    row("lower case", "proxy TCP4 203.0.113.7 192.0.2.1 1 2\r\n", 1);
    row("a blank before", " PROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\n", 1);
    row("TLS", QByteArray("\x16\x03\x01\x00", 4), 1);
    row("an empty line before a request", "\r\nGET / HTTP/1.1\r\n", 3);
    row("two empty lines", "\r\n\r\nGET", 5);
    row("last byte of the signature", Signature.chopped(1) + "X", 12);
    row("zero", QByteArray("\0", 1), 1);
}

void TstProxyHeader::isNoHeader()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, decidedAt);
    for (qsizetype size = 0; size <= bytes.size(); ++size)
        QCOMPARE(kindOf(readProxyHeader(QByteArrayView(bytes).first(size))),
                 size < decidedAt ? Kind::More : Kind::None);
}

void TstProxyHeader::boundsTheLength()
{
    const QByteArray tooLong = Signature + QByteArray("\x21\x11\x20\x01", 4); // 8193
    QCOMPARE(kindOf(readProxyHeader(tooLong)), Kind::Error);                  // nothing is waited for
    const QByteArray longest = Signature + QByteArray("\x21\x11\x20\x00", 4);
    QCOMPARE(kindOf(readProxyHeader(longest)), Kind::More);
    QCOMPARE(kindOf(readProxyHeader("PROXY UNKNOWN " + QByteArray(92, 'x'))), Kind::More); // 106
    QCOMPARE(kindOf(readProxyHeader("PROXY UNKNOWN " + QByteArray(93, 'x'))), Kind::Error);
}

QTEST_GUILESS_MAIN(TstProxyHeader)
#include "tst_proxyheader.moc"
