// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A panel that another page made, taken into a dashboard.
#include "dashboard/dashboardfixture.h"
#include "dashboard/newdashboard.h"
#include "dashboard/panelform.h"

#include <QComboBox>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;

class PanelAdderTest final : public QObject, test::DashboardFixture
{
    Q_OBJECT

    static QString place()
    {
        return u"panel:"_s
             + QString::fromUtf8(metrics::panelYaml(
                 {{u"title"_s, u"Calls: by \"agent\""_s},
                  {u"kind"_s, u"bar"_s},
                  {u"query"_s, u"SELECT answer.agent::text AS label, answer.n::float8 AS value\nFROM (\n"
                               "select agent, count(*) as n from calls group by 1\n) AS answer"_s}}));
    }
    [[nodiscard]] PanelPlaceDialog *dialog() const { return m_page->findChild<PanelPlaceDialog *>(); }
    [[nodiscard]] PanelForm *form() const { return m_page->findChild<PanelForm *>(u"panelForm"_s); }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void intoANewDashboard()
    {
        connectNow();
        m_page = std::make_unique<DashboardPage>(
            PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), &m_prompter},
            m_folder->filePath(u"own"_s));
        m_page->openPlace(place()); // before the page was ever seen
        m_page->resize(1200, 900);
        m_page->show();
        QTRY_VERIFY_WITH_TIMEOUT(dialog() && dialog()->isVisible(), Patience);
        dialog()->findChild<QLineEdit *>()->setText(u"Mine: \"new\""_s);
        dialog()->findChild<QPushButton *>(u"accept"_s)->click();
        const QString path = own(u"mine-new.yaml"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->path(), path, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(card(u"calls_by_agent"_s), Patience);
        settle();
        QCOMPARE(stateOf(u"calls_by_agent"_s), StateStack::State::Filled);
        QCOMPARE(dataOf(u"calls_by_agent"_s).pointCount(), 3);
        const LibraryEntry *entry = library().find(path);
        QVERIFY(entry && entry->dashboard);
        QCOMPARE(entry->dashboard->title, u"Mine: \"new\""_s);
        QCOMPARE(entry->dashboard->panels.front().title, u"Calls: by \"agent\""_s);
    }

    void intoOneThatIsThere()
    {
        openWith(linePanel());
        settle();
        m_page->openPlace(place());
        QVERIFY(dialog());
        QCOMPARE(dialog()->findChild<QComboBox *>()->currentText(), u"Calls of agents"_s); // which is shown
        dialog()->findChild<QPushButton *>(u"accept"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(form() && form()->isReady(), Patience);
        QVERIFY(form()->query()->text().contains(u"from calls group by 1"_s));
        auto *save = form()->findChild<QPushButton *>(u"accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(save->isEnabled(), Patience);
        const QByteArray before = readEdited(own(u"test.yaml"_s))->saved;
        save->click();
        QTRY_VERIFY_WITH_TIMEOUT(card(u"calls_by_agent"_s), Patience);
        QVERIFY(card(u"times"_s));
        QVERIFY(readEdited(own(u"test.yaml"_s))->saved.startsWith(before.trimmed()));
    }

    void whatIsNoPanelIsRefused()
    {
        openWith(linePanel());
        m_page->openPlace(u"panel:nothing: of the kind"_s);
        QVERIFY(!dialog());
        QVERIFY(wordsOf(m_page.get()).contains(u"panel"_s));
        settle();
    }
};

QTEST_MAIN(PanelAdderTest)
#include "tst_paneladder.moc"
