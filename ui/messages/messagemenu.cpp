#include "ui/messages/messagemenu.h"

#include "core/model/queryfields.h"
#include "core/model/querytext.h"
#include "ui/messages/messageactions.h"
#include "ui/theme/peertext.h"

#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString escaped(QString title)
{
    return title.replace(u'&', u"&&"_s); // no mnemonic
}

} // namespace

std::vector<MessageMenu::Term> MessageMenu::termsOf(const LogEntry &entry)
{
    std::vector<Term> terms;
    if (!entry.user.isEmpty())
        terms.push_back(
            {u"User"_s, exactTerm(QueryField::User, entry.user), tr("User %1").arg(nameInText(entry.user))});
    if (!entry.connection.isNull())
        terms.push_back({u"Connection"_s, u"id:"_s + entry.connection.toString(),
                         tr("Connection #%1").arg(entry.connection.toString())});
    if (!entry.room.isEmpty())
        terms.push_back(
            {u"Room"_s, exactTerm(QueryField::Room, entry.room), tr("Room %1").arg(nameInText(entry.room))});
    const bool isText = entry.type == MessageType::Text;
    terms.push_back({u"Type"_s, isText ? u"type:text"_s : u"type:binary"_s,
                     isText ? tr("Text messages") : tr("Binary messages")});
    return terms;
}

QString MessageMenu::withTerm(const QString &filter, const QString &term)
{
    const std::vector<QueryWord> words = splitQuery(filter);
    const bool isThere = std::ranges::any_of(words, [&](const QueryWord &word) {
        return QStringView(filter).sliced(word.span.position, word.span.length) == term;
    });
    if (isThere)
        return filter;
    return filter.trimmed().isEmpty() ? term : filter.trimmed() + u' ' + term;
}

QMenu *MessageMenu::create(const MessageRow &row, ConnectionId recipient, const MessageActions &actions,
                           const MessageMenuHandlers &handlers, QWidget *parent)
{
    auto *menu = new QMenu(parent);
    const auto add = [](QMenu *to, const QString &name, const QString &title,
                        const std::function<void()> &handler) {
        QAction *action = to->addAction(escaped(title));
        action->setObjectName(u"message"_s + name);
        action->setEnabled(handler != nullptr);
        if (handler)
            QObject::connect(action, &QAction::triggered, action, handler);
    };
    LogEntry entry = row.entry;
    if (!recipient.isNull()) {
        entry.user.clear();
        entry.connection = recipient;
    }
    if (!row.isGap()) {
        QMenu *filter = menu->addMenu(tr("&Filter by"));
        QMenu *exclude = menu->addMenu(tr("E&xclude"));
        for (const Term &term : termsOf(entry)) {
            add(filter, u"Filter"_s + term.name, term.title,
                [addTerm = handlers.addTerm, term = term.term] { addTerm(term); });
            add(exclude, u"Exclude"_s + term.name, term.title,
                [addTerm = handlers.addTerm, term = term.term] { addTerm(u'-' + term); });
        }
        if (!entry.connection.isNull()) {
            add(menu, u"Follow"_s, tr("Follow connection #%1").arg(entry.connection.toString()),
                [follow = handlers.follow, entry] { follow(entry.connection, entry.user); });
        }
        menu->addSeparator();
        add(menu, u"CopyMessage"_s, tr("Copy message"), handlers.copyMessage);
    }
    menu->addAction(actions.copy);
    menu->addAction(actions.exportRows);
    menu->addAction(actions.bookmark);
    if (!row.isGap()) {
        menu->addSeparator();
        add(menu, u"Resend"_s, tr("Send again"), handlers.resend);
        add(menu, u"Edit"_s, tr("Edit and send…"), handlers.edit);
    }
    return menu;
}

} // namespace signalbox
