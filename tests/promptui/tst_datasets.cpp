// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptui/promptpagefixture.h"

#include "prompt/dialogs/callsdialog.h"
#include "prompt/dialogs/casedialog.h"
#include "prompt/dialogs/datasetsdialog.h"
#include "prompt/run/endpoint.h"
#include "prompt/test/teststore.h"
#include "support/chatserver.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::ChatScript;
using test::ChatServer;
using test::expected;
using test::Patience;
using test::PromptDatabase;

// Datasets in the window: made, filled from calls, edited and run against a server of ours that speaks the protocol of
// an endpoint, no model; what came of it is shown there and in the scorecard.
class DatasetsTest final : public QObject, test::PromptPageFixture
{
    Q_OBJECT

    [[nodiscard]] DatasetsDialog *dialog() { return qobject_cast<DatasetsDialog *>(m_opened.data()); }
    template <typename Widget>
    [[nodiscard]] Widget *in(const QString &name)
    {
        return dialog()->findChild<Widget *>(name);
    }
    void press(QWidget *within, const QString &name)
    {
        auto *found = within->findChild<QPushButton *>(name);
        QVERIFY2(found && found->isEnabled(), qPrintable(name));
        QTest::mouseClick(found, Qt::LeftButton);
    }
    void openDatasets()
    {
        for (QAction *action : m_page->paletteActions())
            if (action->text().startsWith("Datasets"_L1))
                action->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(dialog(), Patience);
    }
    [[nodiscard]] QStringList column(const QString &list, int number)
    {
        QStringList texts;
        const auto *tree = in<QTreeWidget>(list);
        for (int i = 0; i < tree->topLevelItemCount(); ++i)
            texts << tree->topLevelItem(i)->text(number);
        return texts;
    }
    void configure(const ChatServer &server)
    {
        prompt::Endpoint endpoint;
        endpoint.name = u"mine"_s;
        endpoint.baseUrl = server.url();
        endpoint.model = u"llama"_s;
        m_stalls->blocking([&] { expected(prompt::writeEndpoints({{endpoint}, u"mine"_s})); });
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void cleanupTestCase() { end(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void fromACallToAResult()
    {
        ChatServer server;
        server.prepare({ChatScript::answer({u"The answer"_s}), ChatScript::answer({u"Something else"_s})});
        configure(server);
        m_stalls->blocking([this] {
            prompt::Prompt version = PromptDatabase::version(u"coach"_s, u"1.0.0"_s);
            m_db->seed({version}, {}); // readable: nothing has to be asked
            m_db->use(u"coach-v1.0.0"_s, 2);
        });
        openPage(false);
        openDatasets();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->isIdle(), Patience);
        m_prompter.texts.push_back(u"Openings"_s);
        press(dialog(), u"createDataset"_s);
        QTRY_COMPARE_WITH_TIMEOUT(column(u"datasets"_s, 0), QStringList{u"Openings"_s}, Patience);
        // From a call, with its values and its answer.
        QTRY_VERIFY_WITH_TIMEOUT(in<QPushButton>(u"addFromCalls"_s)->isEnabled(), Patience);
        press(dialog(), u"addFromCalls"_s);
        QTRY_VERIFY_WITH_TIMEOUT(dialog()->findChild<CallsDialog *>(), Patience);
        auto *calls = dialog()->findChild<CallsDialog *>();
        auto *list = calls->findChild<QTreeWidget *>(u"calls"_s);
        QCOMPARE(list->topLevelItemCount(), 2);
        list->topLevelItem(0)->setCheckState(0, Qt::Checked);
        press(calls, u"accept"_s);
        QTRY_COMPARE_WITH_TIMEOUT(column(u"cases"_s, 1), QStringList{u"question = input 1"_s}, Patience);
        QCOMPARE(column(u"cases"_s, 2), QStringList{u"answer"_s});
        // An assertion to it, first one that cannot be.
        in<QTreeWidget>(u"cases"_s)->topLevelItem(0)->setSelected(true);
        in<QTreeWidget>(u"cases"_s)->setCurrentItem(in<QTreeWidget>(u"cases"_s)->topLevelItem(0));
        press(dialog(), u"editCase"_s);
        auto *edited = dialog()->findChild<CaseDialog *>();
        QVERIFY(edited);
        edited->findChild<QLineEdit *>(u"caseName"_s)->setText(u"first"_s);
        press(edited, u"addAssertion"_s);
        auto *assertions = edited->findChild<QTableWidget *>(u"caseAssertions"_s);
        // The case of a call is held to its answer by a judge; here it is to be something else.
        QCOMPARE(assertions->rowCount(), 2);
        assertions->setCurrentCell(0, 1);
        press(edited, u"removeAssertion"_s);
        QCOMPARE(assertions->rowCount(), 1);
        assertions->item(0, 2)->setText(u"0,8"_s);
        press(edited, u"accept"_s);
        QVERIFY(edited->isVisible()); // no number
        assertions->item(0, 2)->setText({});
        auto *kind = qobject_cast<QComboBox *>(assertions->cellWidget(0, 0));
        kind->setCurrentText(u"Regular expression"_s);
        assertions->item(0, 1)->setText(u"(answer"_s);
        press(edited, u"accept"_s);
        QVERIFY(edited->isVisible());
        QVERIFY(edited->findChild<QWidget *>(u"caseProblem"_s)->isVisible());
        assertions->item(0, 1)->setText(u"\\banswer$"_s);
        press(edited, u"accept"_s);
        QTRY_COMPARE_WITH_TIMEOUT(column(u"cases"_s, 3), QStringList{u"matches \\banswer$"_s}, Patience);
        QCOMPARE(column(u"cases"_s, 0), QStringList{u"first"_s});
        // Run: it holds the first time, and not the second.
        for (const QString &passed : {u"1 of 1"_s, u"0 of 1"_s}) {
            QTRY_VERIFY_WITH_TIMEOUT(in<QPushButton>(u"runCases"_s)->isEnabled(), Patience);
            press(dialog(), u"runCases"_s);
            QTRY_COMPARE_WITH_TIMEOUT(column(u"runs"_s, 4).value(0), passed, Patience);
        }
        QCOMPARE(column(u"runs"_s, 1), (QStringList{u"coach-v1.0.0"_s, u"coach-v1.0.0"_s}));
        in<QTreeWidget>(u"runs"_s)->setCurrentItem(in<QTreeWidget>(u"runs"_s)->topLevelItem(0));
        QTRY_COMPARE_WITH_TIMEOUT(column(u"results"_s, 1), QStringList{u"failed"_s}, Patience);
        QVERIFY(column(u"results"_s, 4)[0].contains("does not match"_L1));
        // The scorecard has the last one.
        dialog()->reject();
        part<PromptDetail>()->setTab(PromptDetail::Tab::Scorecard);
        auto *tests = m_page->findChild<QLabel *>(u"scoreTests"_s);
        QTRY_VERIFY_WITH_TIMEOUT(tests->text().contains("Test Openings: 0.0 %"_L1), Patience);
    }

    void cancelsARun()
    {
        ChatServer server;
        ChatScript slow = ChatScript::answer({u"The answer"_s});
        slow.heldFrom = 0;
        server.prepare({slow});
        configure(server);
        m_stalls->blocking([this] {
            m_db->seed({PromptDatabase::version(u"coach"_s, u"1.0.0"_s)}, {});
            const QString id = expected(prompt::createDataset(m_db->session(), m_db->table, u"Openings"_s));
            prompt::TestCase one;
            one.name = u"one"_s;
            one.variables = {{u"question"_s, u"why?"_s}};
            one.assertions = {{.kind = prompt::Assertion::Kind::Length, .least = 1}};
            expected(prompt::saveCases(m_db->session(), m_db->table, id, {one}));
        });
        openPage(false);
        openDatasets();
        QTRY_VERIFY_WITH_TIMEOUT(in<QPushButton>(u"runCases"_s)->isEnabled(), Patience);
        press(dialog(), u"runCases"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!server.seen().isEmpty() && dialog()->isRunning(), Patience);
        // Closed and opened again it is still seen to run.
        dialog()->reject();
        QTRY_VERIFY_WITH_TIMEOUT(!dialog(), Patience);
        openDatasets();
        QVERIFY(dialog()->isRunning());
        press(dialog(), u"cancelCases"_s);
        QTRY_COMPARE_WITH_TIMEOUT(column(u"runs"_s, 3), QStringList{u"cancelled"_s}, Patience);
        QVERIFY(!dialog()->isRunning());
        server.release();
    }
};

QTEST_MAIN(DatasetsTest)
#include "tst_datasets.moc"
