#include "ui/messages/messagedelegate.h"

#include "tests/ui/messages/logsamples.h"
#include "ui/messages/messagesmodel.h"

#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_MessageDelegate : public QObject
{
    Q_OBJECT
private:
    static QImage painted(const MessageDelegate &delegate, const QModelIndex &index, bool isSelected = false)
    {
        QImage image(300, 24, QImage::Format_RGB32);
        image.fill(Qt::white);
        QStyleOptionViewItem option;
        option.rect = image.rect();
        option.state = QStyle::State_Enabled | QStyle::State_Active;
        option.state.setFlag(QStyle::State_Selected, isSelected);
        option.font = QGuiApplication::font();
        option.fontMetrics = QFontMetrics(option.font);
        option.displayAlignment = Qt::AlignLeft | Qt::AlignVCenter;
        QPainter painter(&image);
        delegate.paint(&painter, option, index);
        return image;
    }

private Q_SLOTS:
    void highlightsWhatTheQueryFinds_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<bool>("isHighlighted");
        QTest::newRow("nothing") << QString() << false;
        QTest::newRow("a word") << u"price"_s << true;
        QTest::newRow("an expression") << u"re:pr[aei]ce"_s << true;
        QTest::newRow("another word") << u"absent"_s << false;
        QTest::newRow("not a word") << u"-price"_s << false;
        QTest::newRow("a field") << u"user:price"_s << false;
    }
    void highlightsWhatTheQueryFinds()
    {
        QFETCH(QString, query);
        QFETCH(bool, isHighlighted);
        MessagesModel model;
        model.append(batchOf(1, 1, "the price is 12"));
        MessageDelegate delegate;
        const QModelIndex message = model.index(0, MessageCells::Message);
        const QImage before = painted(delegate, message);
        const QImage selectedBefore = painted(delegate, message, true);
        delegate.setQuery(Query::parse(query, QueryList::Messages).query);
        QCOMPARE(painted(delegate, message) != before, isHighlighted);
        QCOMPARE(painted(delegate, message, true) != selectedBefore, isHighlighted);
        const QModelIndex who = model.index(0, MessageCells::Who);
        QCOMPARE(painted(delegate, who), painted(MessageDelegate(), who));
    }

    void badgesHaveAFrame()
    {
        MessagesModel model;
        LogBatch batch = batchOf(1, 1);
        batch.leftOut = 3;
        model.append(batch);
        const MessageDelegate delegate;
        const QImage framed = painted(delegate, model.index(0, MessageCells::Kind));
        const QImage empty = painted(delegate, model.index(1, MessageCells::Kind)); // of missing messages
        QVERIFY(framed != empty);
        const auto colorsOf = [](const QImage &image) {
            QSet<QRgb> colors;
            for (int x = 0; x < image.width(); ++x)
                colors.insert(image.pixel(x, image.height() / 2));
            return colors;
        };
        QCOMPARE(colorsOf(empty).size(), 1);
        QVERIFY(colorsOf(framed).size() > 1);
    }
};

QTEST_MAIN(tst_MessageDelegate)
#include "tst_messagedelegate.moc"
