#include "app/ctl/texttable.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_TextTable final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void alignsColumns();
    void leavesOutOptionalColumns();
    void fitsTheTerminal();
    void neverCutsNumbers();
};

namespace {

using Kind = TableColumn::Kind;

} // namespace

void tst_TextTable::alignsColumns()
{
    TextTable table({{.title = u"ID"_s, .kind = Kind::Number}, {.title = u"USER"_s}, {.title = u"ROOM"_s}});
    table.addRow({u"7"_s, u"田中"_s, u"a"_s});
    table.addRow({u"1234"_s, u"ann"_s, {}});
    QCOMPARE(table.toText(0), u"  ID  USER  ROOM\n"
                              "   7  田中  a\n"
                              "1234  ann   -\n"_s);
}

void tst_TextTable::leavesOutOptionalColumns()
{
    TextTable table(
        {{.title = u"A"_s}, {.title = u"B"_s, .isOptional = true}, {.title = u"C"_s, .isOptional = true}});
    table.addRow({u"1"_s, {}, {}});
    table.addRow({u"2"_s, {}, u"x"_s});
    QCOMPARE(table.toText(0), u"A  C\n1  -\n2  x\n"_s);
}

void tst_TextTable::fitsTheTerminal()
{
    TextTable table({{.title = u"ID"_s, .kind = Kind::Number},
                     {.title = u"USER"_s, .kind = Kind::Flexible},
                     {.title = u"AGENT"_s, .kind = Kind::Flexible}});
    table.addRow({u"1"_s, u"ann"_s, u"Mozilla/5.0 (X11; Linux)"_s});
    QCOMPARE(table.toText(24).section(u'\n', 1, 1), u" 1  ann   Mozilla/5.0 (…"_s);
    QCOMPARE(table.toText(0).section(u'\n', 1, 1), u" 1  ann   Mozilla/5.0 (X11; Linux)"_s);
    // A column keeps what makes it worth showing.
    QCOMPARE(table.toText(5).section(u'\n', 1, 1), u" 1  ann   Mozilla…"_s);
}

void tst_TextTable::neverCutsNumbers()
{
    TextTable table({{.title = u"ID"_s, .kind = Kind::Number}, {.title = u"SIZE"_s, .kind = Kind::Number}});
    table.addRow({u"123456789012"_s, u"123456789012"_s});
    QCOMPARE(table.toText(10).section(u'\n', 1, 1), u"123456789012  123456789012"_s);
}

QTEST_GUILESS_MAIN(tst_TextTable)
#include "tst_texttable.moc"
