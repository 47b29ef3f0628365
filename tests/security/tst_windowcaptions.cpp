// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/legend.h"
#include "common/captions.h"
#include "common/tooltips.h"
#include "common/typednames.h"
#include "dashboard/dashboardfilters.h"
#include "migrate/source/sourcepicker.h"
#include "migrateui/migratepagefixture.h"
#include "shell/topbar.h"

#include <QAccessible>
#include <QAction>
#include <QGroupBox>
#include <QMenu>
#include <QShortcut>
#include <QTabBar>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;

// The texts of actions, buttons and tabs are a language of their own: & marks a key, and takes it away from what else
// has it; in a menu a tab begins the shortcut. What a server, a file or a person has written is no word of that.
class WindowCaptionsTest final : public QObject, test::MigratePageFixture
{
    Q_OBJECT

    static QString hostile() { return u"A&qua\tCtrl+Q <img src=x>\n\u202eend"_s; }
    // As a button or a menu shows it.
    static QString shown(const QString &caption)
    {
        QString text;
        for (qsizetype i = 0; i < caption.size(); ++i) {
            if (caption[i] == u'&' && ++i == caption.size())
                break;
            text += caption[i];
        }
        return text;
    }
    static QString wanted()
    {
        return u"A&qua⇥Ctrl+Q <img src=x>↵\xfffd"
               u"end"_s;
    }

    // What is wrong with the captions below a widget; texts of ours have no Q after their &.
    static QStringList misread(const QWidget &top)
    {
        QStringList wrong;
        const auto look = [&wrong](const QObject *of, const QString &text) {
            QString plain = text;
            plain.replace("&&"_L1, "␀"_L1);
            const bool isCut = text.contains(u'\t') || text.contains(u'\n') || text.contains(QChar(0x202e));
            if (plain.contains("&q"_L1) || (isCut && text.contains("qua"_L1)))
                wrong << QString::fromLatin1(of->metaObject()->className()) + u": "_s + text;
        };
        for (const QObject *child : top.findChildren<QObject *>()) {
            if (const auto *action = qobject_cast<const QAction *>(child)) {
                look(action, action->text());
                if (action->toolTip().contains("<img"_L1) && Qt::mightBeRichText(action->toolTip()))
                    wrong << u"tip: "_s + action->toolTip();
            }
            if (const auto *button = qobject_cast<const QAbstractButton *>(child)) {
                look(button, button->text());
                if (button->toolTip().contains("<img"_L1) && Qt::mightBeRichText(button->toolTip()))
                    wrong << u"tip: "_s + button->toolTip();
                if (button->accessibleName().contains("<p"_L1) || button->accessibleName().contains("&lt;"_L1))
                    wrong << u"read aloud: "_s + button->accessibleName();
            }
            if (const auto *label = qobject_cast<const QLabel *>(child); label && label->buddy())
                look(label, label->text());
            if (const auto *menu = qobject_cast<const QMenu *>(child))
                look(menu, menu->title());
            if (const auto *box = qobject_cast<const QGroupBox *>(child))
                look(box, box->title());
            if (const auto *tabs = qobject_cast<const QTabBar *>(child)) {
                for (int i = 0; i < tabs->count(); ++i)
                    look(tabs, tabs->tabText(i));
            }
        }
        return wrong;
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    // A test that looks past everything would always pass.
    void whatIsMisreadWouldBeFound()
    {
        QWidget top;
        new QAction(u"Use A&qua"_s, &top);
        (new QToolButton(&top))->setText(u"qua\tCtrl+Q"_s);
        auto *tip = new QToolButton(&top);
        tip->setToolTip(u"<img src=x>"_s);
        tip->setAccessibleName(u"<p>read</p>"_s);
        QCOMPARE(misread(top).size(), 4);
    }

    void aCaptionShowsWhatWasWritten()
    {
        QCOMPARE(shown(plainCaption(hostile())), wanted());
        for (const QString &text : {u"plain"_s, QString(), u"&"_s, u"&&"_s, u"a & b &"_s, u"ä€😀"_s})
            QCOMPARE(shown(plainCaption(text)), text);
        QCOMPARE(plainCaption(u"&&&&"_s, 2), u"&&&&…"_s);
        QCOMPARE(plainCaption(u"a😀b"_s, 2), u"a…"_s); // not half of it
        for (char16_t sign = 0; sign < 0x20; ++sign)
            QVERIFY(plainCaption(QString(QChar(sign))).front().isPrint());
        QCOMPARE(wordsOfTip(plainToolTip(u"<b>A</b> & B"_s)), u"<b>A</b> & B"_s);
        QCOMPARE(wordsOfTip(u"A & B"_s), u"A & B"_s);
    }

    void packsAreOffered()
    {
        const QString share = m_folder->filePath(u"share"_s);
        QVERIFY(QDir().mkpath(share + u"/migrations/evil"_s));
        const auto save = [&share](const QString &name, const QByteArray &bytes) {
            QFile file(share + u"/migrations/evil/"_s + name);
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("%s", qPrintable(file.errorString()));
        };
        save(
            u"pack.yaml"_s,
            "title: \"A&qua\\tCtrl+Q <img src=x>\\n\\u202eend\"\nlayout: howdah\nhistory: howdah\nschema: public\n");
        save(u"001-one.up.sql"_s, "SELECT 1;\n");
        qputenv("HOWDAH_SHARE_DIR", share.toUtf8());
        const auto back = qScopeGuard([] { qunsetenv("HOWDAH_SHARE_DIR"); });
        connectTo(m_database);
        openPage({});
        QPushButton *use = nullptr;
        const auto find = [this, &use] {
            for (QPushButton *each : m_page->findChildren<QPushButton *>()) {
                if (each->text().startsWith("Use "_L1))
                    use = each;
            }
            return use != nullptr;
        };
        QTRY_VERIFY_WITH_TIMEOUT(find(), Patience);
        QCOMPARE(shown(use->text()), u"Use "_s + wanted());
        QVERIFY(use->shortcut().isEmpty());
        QVERIFY2(use->accessibleName().contains("<img src=x>"_L1), qPrintable(use->accessibleName()));
        QCOMPARE(misread(*m_page), QStringList());
        // Chosen, it stands in the button of the source and in its menu.
        use->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->findChild<SourcePicker *>()->text().contains("qua"_L1), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->isIdle() && state()->state() != StateStack::State::Loading, Patience);
        QCOMPARE(misread(*m_page), QStringList());
    }

    void dashboardsHaveFiltersAndLegends()
    {
        metrics::DashboardDefinition dashboard;
        dashboard.filters.emplace_back().name = u"f"_s;
        dashboard.filters.back().title = hostile();
        DashboardFilters filters;
        filters.setFilters(dashboard);
        filters.setValues(u"f"_s, {{hostile(), hostile()}});
        filters.setChosen({{u"f"_s, {hostile()}}});
        QCOMPARE(misread(filters), QStringList());
        QCOMPARE(shown(filters.findChild<QPushButton *>(u"filter-f"_s)->text()), wanted());
        EntityStyles styles;
        Legend legend(styles);
        metrics::PanelData data;
        data.kind = metrics::PanelKind::Line;
        data.series.resize(2);
        data.series[0].name = u"A&qua <img src=x>"_s;
        data.series[1].name = u"other"_s;
        legend.setData(data);
        QCOMPARE(misread(legend), QStringList());
        QCOMPARE(shown(legend.findChild<QToolButton *>()->text()).left(5), u"A&qua"_s);
    }

    void namesToType()
    {
        TypedNames names({u"A&qua"_s}, u"why"_s);
        QCOMPARE(misread(names), QStringList());
        QStringList texts;
        for (const QLabel *label : names.findChildren<QLabel *>())
            texts << label->text();
        QVERIFY2(texts.join(u' ').contains("A&qua"_L1), qPrintable(texts.join(u' ')));
        QVERIFY(names.findChild<QLineEdit *>()->accessibleName().contains("A&qua"_L1));
    }

    void connections()
    {
        const QString name = u"A&qua"_s;
        m_server->psql(u"postgres"_s, u"DROP DATABASE IF EXISTS \"A&qua\""_s);
        QVERIFY(m_server->psql(u"postgres"_s, u"CREATE DATABASE \"A&qua\""_s));
        connectTo(name);
        ConnectionSwitcher switcher(*m_connection);
        QVERIFY2(shown(switcher.text()).contains(name), qPrintable(switcher.text()));
        QVERIFY2(switcher.accessibleName().contains(name), qPrintable(switcher.accessibleName()));
        QVERIFY(switcher.shortcut().isEmpty());
        QCOMPARE(misread(switcher), QStringList());
        switcher.show();
        switcher.click(); // its menu has the connections of before
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = switcher.findChild<QMenu *>()) && menu->isVisible());
        QCOMPARE(misread(switcher), QStringList());
        menu->close();
        m_connection->disconnectFromServer();
    }
};

HOWDAH_UI_TEST_MAIN(WindowCaptionsTest)
#include "tst_windowcaptions.moc"
