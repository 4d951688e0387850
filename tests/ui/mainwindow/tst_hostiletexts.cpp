#include "core/base/unicode.h"
#include "core/base/visibletext.h"
#include "tests/ui/bans/bansamples.h"
#include "tests/ui/fakeconsole.h"
#include "tests/ui/nodes/nodesamples.h"
#include "ui/bans/bandialog.h"
#include "ui/dialogs/kickdialog.h"
#include "ui/mainwindow/maintabs.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/messages/messagetable.h"
#include "ui/rooms/roomdialog.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocument>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace signalbox;

//! A peer chooses hostile texts for everything that it may choose; nothing that the window displays may contain
//! them unchanged.
class tst_HostileTexts final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void nothingDisplaysThem_data();
    void nothingDisplaysThem();
    void copiesAndCommandsContainThem();

private:
    void connectPeer(const QString &text);
    void visit(const QAbstractItemModel &model, const QModelIndex &parent = {});
    void visit(const QWidget &widget);
    void check(const QString &place, const QString &text);
    void checkCharacters(const QString &place, const QString &text);
    void checkOrder(const QString &place, const QString &line);
    void checkToolTip(const QString &place, const QString &toolTip);
    template <typename Widget>
    Widget *child(const QString &name)
    {
        return m_window->findChild<Widget *>(name);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeConsole> m_console;
    std::unique_ptr<MainWindow> m_window;
    QString m_name; //!< of the peer, as it is shown
    QStringList m_faults;
    int m_checked = 0;
    int m_codePoints = 0; //!< texts that show the code point of a character
};

void tst_HostileTexts::init()
{
    m_faults.clear();
    m_checked = 0;
    m_codePoints = 0;
    m_folder = std::make_unique<QTemporaryDir>();
    m_console = std::make_unique<FakeConsole>();
    m_console->control().setStatus(runningStatus(8080));
    WindowServices services;
    services.settings = std::make_shared<QSettings>(m_folder->filePath(u"w.ini"_s), QSettings::IniFormat);
    services.settings->setValue(u"language"_s, u"en"_s);
    services.openUrl = [](const QUrl &) { return true; };
    services.confirmClose = [](QWidget *, qsizetype) { return true; };
    m_window = std::make_unique<MainWindow>(*m_console, services);
    m_window->show();
}

void tst_HostileTexts::cleanup()
{
    m_window.reset();
    m_console.reset();
}

void tst_HostileTexts::connectPeer(const QString &text)
{
    m_name = visibleText(text);
    ConnectionSnapshot peer = sampleConnections(1).front();
    peer.info.user = text;
    peer.info.room = text;
    peer.info.path = u"/room/"_s + text;
    peer.info.origin = u"https://"_s + text;
    peer.info.userAgent = text;
    peer.info.subprotocol = text;
    m_console->connections().add({peer});

    LogEntry entry;
    entry.number = 1;
    entry.connection = peer.info.id;
    entry.user = text;
    entry.room = text;
    entry.payload = text.toUtf8();
    entry.size = entry.payload.size();
    LogBatch batch;
    batch.entries.push_back(entry);
    m_console->messages().emitLogged(batch);

    Ban ban = banSample(1, BanKind::User, text);
    ban.reason = text;
    ban.by = text;
    m_console->bans().list({ban});

    ClusterStatus cluster = outageSample();
    cluster.node = text;
    cluster.reason = text;
    cluster.nodes[0].name = text;
    cluster.nodes[1].version = text;
    cluster.nodes[2].state = text;
    m_console->nodes().report(cluster);

    auto *tabs = m_window->findChild<MainTabs *>();
    tabs->setCurrentPane(u"rooms"_s);
    m_console->rooms().list({{text, 1, 1, 1, 10}});
    auto *rooms = child<QAbstractItemView>(u"rooms"_s);
    rooms->model()->fetchMore(rooms->model()->index(0, 0));
    m_console->rooms().listMembers({text, {{peer.info.id, text}}, 1});
    tabs->setCurrentPane(u"connections"_s);
}

//! Adds a fault if \a text contains a character that cannot be seen or that affects the text around it. Pairs of
//! FSI and PDI are what isolates a name.
void tst_HostileTexts::checkCharacters(const QString &place, const QString &text)
{
    ++m_checked;
    m_codePoints += text.contains(u"‹U+"_s) ? 1 : 0;
    int isolates = 0;
    for (const char32_t character : text.toUcs4()) {
        isolates += int(character == 0x2068) - int(character == 0x2069);
        const bool isIsolate = (character == 0x2068 || character == 0x2069) && isolates >= 0 && isolates <= 1;
        const QChar::Category category = QChar::category(character);
        const bool isHidden =
            isInvisible(character) && character != ' ' && character != '\n' && character != '\t';
        const bool isControl = category == QChar::Other_Control && character != '\n' && character != '\t';
        const bool isOther = category == QChar::Other_PrivateUse || QChar::isNonCharacter(character) ||
                             character == 0x2028 || character == 0x2029 || character == 0xFFFC;
        if (!isIsolate && (isHidden || isControl || isOther))
            m_faults += u"%1: U+%2 in \"%3\""_s.arg(place, QString::number(uint(character), 16), text);
    }
    if (isolates != 0)
        m_faults += place + u": an isolate is open in "_s + text;
}

void tst_HostileTexts::check(const QString &place, const QString &text)
{
    checkCharacters(place, text);
    for (const QString &line : text.split(u'\n'))
        checkOrder(place, line);
}

//! Adds a fault if a name that is written from right to left stands beside other text without being isolated: "(14)" behind
//! it would be shown before it.
void tst_HostileTexts::checkOrder(const QString &place, const QString &line)
{
    QString outside;
    int depth = 0;
    for (const QChar character : line) {
        depth += int(character == QChar(0x2068));
        if (depth == 0)
            outside += character;
        depth -= int(character == QChar(0x2069));
    }
    const bool isRightToLeft = std::ranges::any_of(outside, [](QChar character) {
        return character.direction() == QChar::DirR || character.direction() == QChar::DirAL;
    });
    if (!isRightToLeft)
        return;
    const QStringList texts{u"/room/"_s + m_name, u"https://"_s + m_name, m_name}; // all by the peer
    const bool isOwn =
        std::ranges::any_of(texts, [&outside](const QString &own) { // or its begin, without room
            return outside == own || (outside.endsWith(u'…') && own.startsWith(outside.chopped(1)));
        });
    if (!isOwn)
        m_faults += u"%1: not isolated in \"%2\""_s.arg(place, line);
}

void tst_HostileTexts::checkToolTip(const QString &place, const QString &toolTip)
{
    QTextDocument shown; // as QToolTip decides
    if (Qt::mightBeRichText(toolTip))
        shown.setHtml(toolTip);
    check(place, Qt::mightBeRichText(toolTip) ? shown.toPlainText() : toolTip);
}

void tst_HostileTexts::visit(const QAbstractItemModel &model, const QModelIndex &parent)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex index = model.index(row, column, parent);
            const QString place =
                u"%1 %2,%3"_s.arg(QLatin1StringView(model.metaObject()->className())).arg(row).arg(column);
            check(place, index.data().toString());
            checkToolTip(place + u" tool tip"_s, index.data(Qt::ToolTipRole).toString());
        }
        visit(model, model.index(row, 0, parent));
    }
}

void tst_HostileTexts::visit(const QWidget &widget)
{
    const QString place = QLatin1StringView(widget.metaObject()->className()) + u' ' + widget.objectName();
    checkToolTip(place + u" tool tip"_s, widget.toolTip());
    check(place + u" name"_s, widget.accessibleName());
    check(place + u" title"_s, widget.windowTitle());
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        check(place, label->text());
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        check(place, button->text());
    if (const auto *line = qobject_cast<const QLineEdit *>(&widget); line && line->isReadOnly())
        check(place, line->text());
    else if (line) // what the user edits has no marks of ours in it
        checkCharacters(place, line->text());
    if (const auto *text = qobject_cast<const QPlainTextEdit *>(&widget))
        check(place, text->toPlainText());
    if (const auto *box = qobject_cast<const QComboBox *>(&widget))
        visit(*box->model());
    if (const auto *view = qobject_cast<const QAbstractItemView *>(&widget))
        visit(*view->model());
    for (const QAction *action : widget.actions())
        check(place + u" action"_s, action->text());
    for (const QObject *part : widget.children()) {
        if (part->isWidgetType())
            visit(static_cast<const QWidget &>(*part));
    }
}

void tst_HostileTexts::nothingDisplaysThem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isChanged");

    QTest::newRow("harmless") << u"alice"_s << false;
    QTest::newRow("right to left") << u"אליס"_s << false;
    QTest::newRow("right to left, Arabic") << u"أمل"_s << false;
    QTest::newRow("right to left, with a number") << u"דוד (14)"_s << false;
    QTest::newRow("override") << u"\u202eecila"_s << true;
    QTest::newRow("embedding") << u"a\u202bb\u202c"_s << true;
    QTest::newRow("isolate") << u"\u2067mod\u2069"_s << true;
    QTest::newRow("ends our isolate") << u"א\u2069\u2069\u202e"_s << true;
    QTest::newRow("zero width space") << u"a\u200blice"_s << true;
    QTest::newRow("word joiner") << u"a\u2060lice"_s << true;
    QTest::newRow("joiner") << u"al\u200dice"_s << true;
    QTest::newRow("soft hyphen") << u"al\u00adice"_s << true;
    QTest::newRow("filler") << u"\u3164"_s << true;
    QTest::newRow("blank Braille") << u"\u2800\u2800"_s << true;
    QTest::newRow("selector") << u"alice\ufe0e"_s << true;
    QTest::newRow("private use") << u"alice\uf8ff"_s << true;
    QTest::newRow("separators") << u"a\u2028b\u2029c"_s << true;
    QTest::newRow("controls") << u"a\u001b[2Jb\u0085"_s << true;
    QTest::newRow("object") << u"a\ufffcb"_s << true;
    QTest::newRow("marks") << u"a"_s + QString(60, u'\u0489') << true;
    QTest::newRow("long and invisible") << u"\u200b"_s.repeated(500) << true;
}

void tst_HostileTexts::nothingDisplaysThem()
{
    QFETCH(const QString, text);
    QFETCH(const bool, isChanged);
    connectPeer(text);
    auto *log = m_window->findChild<MessageTable *>();
    log->setCurrentIndex(log->model()->index(0, 0)); // shows it in the payload pane
    auto *users = child<QAbstractItemView>(u"users"_s);
    QCOMPARE(users->model()->rowCount(), 1);
    // The lists of the composer follow a moment later.
    QTRY_COMPARE(child<QComboBox>(u"composerRoom"_s)->count(), 1);
    QTRY_COMPARE(child<QComboBox>(u"composerUser"_s)->count(), 1);
    for (const QString &list : {u"rooms"_s, u"users"_s}) {
        auto *view = child<QAbstractItemView>(list);
        view->setCurrentIndex(view->model()->index(0, 0));
    }
    for (const QString &action :
         {u"writeToRoomAction"_s, u"showRoomMessagesAction"_s, u"writeToUserAction"_s})
        child<QAction>(action)->trigger();
    auto *connections = child<QAbstractItemView>(u"connections"_s);
    connections->selectAll();
    child<QAction>(u"kickAction"_s)->trigger();
    child<QAction>(u"putIntoRoomAction"_s)->trigger();
    child<QAction>(u"banSelectedAction"_s)->trigger();
    QVERIFY(m_window->findChild<BanDialog *>());
    child<QAction>(u"revokeTokensAction"_s)->trigger();
    QVERIFY(child<QMessageBox>(u"revokeTokensQuestion"_s));
    auto *bans = child<QAbstractItemView>(u"bans"_s);
    QCOMPARE(bans->model()->rowCount(), 1);
    bans->setCurrentIndex(bans->model()->index(0, 0));
    child<QAction>(u"editBanAction"_s)->trigger();
    child<QAction>(u"removeBansAction"_s)->trigger();
    QVERIFY(child<QMessageBox>(u"removeBansQuestion"_s));
    QVERIFY(m_window->findChild<KickDialog *>());
    QVERIFY(m_window->findChild<RoomDialog *>());

    visit(*m_window);
    QVERIFY2(m_faults.isEmpty(), qPrintable(m_faults.join(u'\n')));
    QVERIFY(m_checked > 300);
    // Six columns of the connections and their tool tips, log, heading, payload, rooms, users, dialogs, composer.
    QVERIFY2(isChanged ? m_codePoints > 25 : m_codePoints == 0, qPrintable(QString::number(m_codePoints)));
    for (const QLabel *label : m_window->findChild<KickDialog *>()->findChildren<QLabel *>())
        QVERIFY(label->minimumSizeHint().width() < 2000);
}

void tst_HostileTexts::copiesAndCommandsContainThem()
{
    const QString name = u"al\u200dice "_s;
    connectPeer(name);
    auto *users = child<QAbstractItemView>(u"users"_s);
    users->setCurrentIndex(users->model()->index(0, 0));
    QTest::keyClick(users, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), name);

    auto *log = m_window->findChild<MessageTable *>();
    for (const QString &column : {u"Who"_s, u"Room"_s, u"Message"_s}) {
        for (int i = 0; i < log->model()->columnCount(); ++i) {
            if (log->model()->headerData(i, Qt::Horizontal).toString() != column)
                continue;
            log->setCurrentIndex(log->model()->index(0, i));
            QTest::keyClick(log, Qt::Key_C, Qt::ControlModifier);
            QCOMPARE(QGuiApplication::clipboard()->text(), name);
        }
    }

    child<QAction>(u"writeToUserAction"_s)->trigger();
    for (QPlainTextEdit *edit : m_window->findChildren<QPlainTextEdit *>()) {
        if (edit->isReadOnly())
            continue;
        edit->setPlainText(u"hello"_s);
        QTest::keyClick(edit, Qt::Key_Return, Qt::ControlModifier);
    }
    QCOMPARE(m_console->last<Send>().target, Target(UserTarget{name}));

    child<QAbstractItemView>(u"connections"_s)->selectAll();
    QTRY_COMPARE(child<QComboBox>(u"composerRoom"_s)->count(), 1); // the dialog offers the same rooms
    child<QAction>(u"putIntoRoomAction"_s)->trigger();
    auto *dialog = m_window->findChild<RoomDialog *>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QComboBox *>(u"room"_s)->currentText(), u"al‹U+200D›ice‹U+0020›"_s);
    dialog->accept();
    QCOMPARE(m_console->last<PutIntoRoom>().room, name);

    child<QAction>(u"showUserMessagesAction"_s)->trigger();
    QCOMPARE(log->model()->rowCount(), 1); // the filter, in its visible form, matches
    auto *filter = child<QLineEdit>(u"filter"_s);
    filter->setText(u"user:al‹U+200D›ice"_s);
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(child<QAbstractItemView>(u"connections"_s)->model()->rowCount(), 1);
    filter->setText(u"user:alice"_s);
    QTest::keyClick(filter, Qt::Key_Return);
    QCOMPARE(child<QAbstractItemView>(u"connections"_s)->model()->rowCount(), 0);
}

QTEST_MAIN(tst_HostileTexts)
#include "tst_hostiletexts.moc"
