#include "core/wire/deflateoffer.h"

#include <QTest>

using namespace signalbox;

namespace {

const QByteArray Name = "permessage-deflate";
const QByteArray NoTakeover = "; server_no_context_takeover; client_no_context_takeover";

std::optional<DeflateAgreement> negotiate(const QByteArray &header, bool takeover)
{
    const auto offers = parseExtensions({header}, Name);
    return offers ? negotiateDeflate(*offers, takeover) : std::nullopt;
}

} // namespace

class TstDeflateOffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accepts_data();
    void accepts();
    void declines_data();
    void declines();
    void parametersAreThoseOfTheResponse();
    void keepsContextForClientsThatMayIgnoreTheResponse_data();
    void keepsContextForClientsThatMayIgnoreTheResponse();
};

void TstDeflateOffer::accepts_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<bool>("takeover");
    QTest::addColumn<QByteArray>("response");

    QTest::newRow("plain") << Name << true << Name;
    QTest::newRow("plain, without takeover") << Name << false << Name + NoTakeover;
    QTest::newRow("server shall not keep")
        << Name + ";server_no_context_takeover" << true << Name + "; server_no_context_takeover";
    QTest::newRow("client will not keep")
        << Name + ";client_no_context_takeover" << true << Name + "; client_no_context_takeover";
    for (int bits = 9; bits <= 15; ++bits) {
        const QByteArray text = "server_max_window_bits=" + QByteArray::number(bits);
        QTest::addRow("server window %d", bits) << Name + ";" + text << true << Name + "; " + text;
    }
    QTest::newRow("server window 8: nothing is kept")
        << Name + "; server_max_window_bits=8" << true
        << Name + "; server_no_context_takeover; server_max_window_bits=8";
    QTest::newRow("server window 8, without takeover") << Name + "; server_max_window_bits=\"8\"" << false
                                                       << Name + NoTakeover + "; server_max_window_bits=8";
    for (int bits = 8; bits <= 15; ++bits) {
        const QByteArray text = "client_max_window_bits=" + QByteArray::number(bits);
        const QByteArray limited = "; client_max_window_bits=" + QByteArray::number(std::min(bits, 12));
        QTest::addRow("client window %d", bits) << Name + ";" + text << true << Name + "; " + text;
        QTest::addRow("client window %d, without takeover", bits)
            << Name + ";" + text << false << Name + NoTakeover + limited;
        QTest::addRow("client window %d, takeover declined by the client", bits)
            << Name + "; client_no_context_takeover; " + text << true
            << Name + "; client_no_context_takeover" + limited;
    }
    QTest::newRow("client window without a value")
        << Name + "; client_max_window_bits" << false << Name + NoTakeover + "; client_max_window_bits=12";
    QTest::newRow("client window without a value, takeover")
        << Name + "; client_max_window_bits" << true << Name;
    QTest::newRow("quoted") << Name + "; server_max_window_bits=\"10\"" << true
                            << Name + "; server_max_window_bits=10";
    QTest::newRow("all four") << Name + "; client_max_window_bits=10; server_max_window_bits=12" + NoTakeover
                              << true
                              << Name + NoTakeover + "; server_max_window_bits=12; client_max_window_bits=10";
    QTest::newRow("after another extension") << "x-other; a=1, " + Name << true << Name;
    QTest::newRow("the first of two") << Name + ", " + Name + "; server_no_context_takeover" << true << Name;
    QTest::newRow("the second, when the first cannot be kept")
        << Name + "; server_max_window_bits=7, " + Name + "; server_max_window_bits=9" << true
        << Name + "; server_max_window_bits=9";
    QTest::newRow("the second, when the first is unknown")
        << Name + "; server_max_window=9, " + Name << true << Name;
}

void TstDeflateOffer::accepts()
{
    QFETCH(const QByteArray, header);
    QFETCH(const bool, takeover);
    QFETCH(const QByteArray, response);
    const std::optional<DeflateAgreement> agreement = negotiate(header, takeover);
    QVERIFY(agreement);
    QCOMPARE(agreement->response, response);
}

void TstDeflateOffer::declines_data()
{
    QTest::addColumn<QByteArray>("header");

    QTest::newRow("nothing we know") << QByteArray("permessage-bzip2, x-webkit-deflate-frame");
    QTest::newRow("name in another case") << QByteArray("Permessage-Deflate");
    for (const char *parameter :
         {"unknown", "unknown=1", "Server_No_Context_Takeover", "server_no_context_takeover=1",
          "client_no_context_takeover=true", "server_no_context_takeover; server_no_context_takeover",
          "client_no_context_takeover; client_no_context_takeover",
          "client_max_window_bits; client_max_window_bits",
          "client_max_window_bits=10; client_max_window_bits=10",
          "server_max_window_bits=10; server_max_window_bits=11"})
        QTest::newRow(parameter) << Name + "; " + parameter;
    QTest::newRow("server window without a value") << Name + "; server_max_window_bits";
    for (const char *bits : {"0", "7", "16", "08", "010", "+9", "-9", "9.0", "x", "1O", "99999999999"}) {
        for (const char *side : {"server", "client"})
            QTest::addRow("%s window %s", side, bits) << Name + "; " + side + "_max_window_bits=" + bits;
    }
}

void TstDeflateOffer::declines()
{
    QFETCH(const QByteArray, header);
    QVERIFY(!negotiate(header, true));
    QVERIFY(!negotiate(header, false));
}

void TstDeflateOffer::parametersAreThoseOfTheResponse()
{
    QCOMPARE(negotiate(Name, true)->parameters, (DeflateParameters{15, 15, true, true}));
    QCOMPARE(negotiate(Name, false)->parameters, (DeflateParameters{15, 15, false, false, 4096}));
    QCOMPARE(negotiate(Name + "; server_no_context_takeover; server_max_window_bits=9", true)->parameters,
             (DeflateParameters{9, 15, false, true}));
    QCOMPARE(negotiate(Name + "; client_no_context_takeover; client_max_window_bits=8", true)->parameters,
             (DeflateParameters{15, 8, true, false, 0}));
    QCOMPARE(negotiate(Name + "; server_max_window_bits=8", true)->parameters,
             (DeflateParameters{8, 15, false, true}));
}

void TstDeflateOffer::keepsContextForClientsThatMayIgnoreTheResponse_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<bool>("takeover");
    QTest::addColumn<int>("keptContext");
    QTest::newRow("its window cannot be limited") << QByteArray() << false << 4096;
    QTest::newRow("its window is limited") << QByteArray("; client_max_window_bits") << false << 4096;
    QTest::newRow("15 bits") << QByteArray("; client_max_window_bits=15") << false << 4096;
    QTest::newRow("12 bits") << QByteArray("; client_max_window_bits=12") << false << 4096;
    QTest::newRow("11 bits") << QByteArray("; client_max_window_bits=11") << false << 2048;
    QTest::newRow("9 bits") << QByteArray("; client_max_window_bits=9") << false << 512;
    QTest::newRow("8 bits, for zlib 9") << QByteArray("; client_max_window_bits=8") << false << 512;
    QTest::newRow("it offers to keep nothing") << QByteArray("; client_no_context_takeover") << false << 0;
    QTest::newRow("it offers that and a window")
        << QByteArray("; client_max_window_bits; client_no_context_takeover") << false << 0;
    QTest::newRow("takeover: the inflater is kept") << QByteArray("; client_max_window_bits") << true << 0;
}

void TstDeflateOffer::keepsContextForClientsThatMayIgnoreTheResponse()
{
    QFETCH(const QByteArray, parameters);
    QFETCH(const bool, takeover);
    QTEST(int(negotiate(Name + parameters, takeover)->parameters.keptContext), "keptContext");
}

QTEST_GUILESS_MAIN(TstDeflateOffer)
#include "tst_deflateoffer.moc"
