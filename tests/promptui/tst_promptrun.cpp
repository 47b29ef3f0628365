// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptui/promptpagefixture.h"

#include "prompt/dialogs/senddialog.h"
#include "prompt/edit/promptrunpanel.h"
#include "support/chatserver.h"

#include <QComboBox>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::ChatScript;
using test::ChatServer;
using test::Patience;

// Running a prompt from the window, against a server of ours that speaks the protocol of an endpoint: no model.
class TestPromptRun final : public QObject, test::PromptPageFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { begin(); }
    void init()
    {
        beginTest();
        m_chats = std::make_unique<ChatServer>();
    }
    void cleanup()
    {
        endTest();
        m_chats.reset();
    }
    void cleanupTestCase() { end(); }

    void isOffUntilAnEndpointIsConfigured()
    {
        seedCoach();
        openPage();
        QVERIFY(!runButton()->isEnabled());
        auto *setUp = m_page->findChild<QPushButton *>(u"setUpEndpoint"_s);
        QVERIFY(setUp->isVisible());
        QSignalSpy wanted(m_page.get(), &Page::placeWanted);
        setUp->click();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].toString(), u"settings"_s);
        QCOMPARE(wanted[0][1].toString(), u"endpoints"_s);
    }

    void streamsAfterTheQuestion()
    {
        ChatScript script = ChatScript::answer({u"Ask your "_s, u"<b>head nurse</b>."_s});
        script.heldFrom = 2;
        openWith(script);
        // The text is encrypted: nothing leaves without a word.
        runButton()->click();
        auto *asked = dialog<SendDialog>();
        QVERIFY(asked);
        auto *send = asked->findChild<QPushButton *>(u"accept"_s);
        QVERIFY(!send->isEnabled());
        QVERIFY(asked->findChild<PromptText *>(u"sentText"_s)->prompt().contains(u"The secret of coach 1.10.0"_s));
        QStringList words;
        for (const QLabel *label : asked->findChildren<QLabel *>())
            words << label->text();
        QVERIFY2(
            words.join(u' ').contains(u"encrypted in its database"_s) && words.join(u' ').contains(u"127.0.0.1"_s),
            qPrintable(words.join(u' ')));
        QVERIFY(m_chats->seen().isEmpty());
        asked->findChild<QLineEdit *>(u"typed"_s)->setText(u"mine"_s);
        QTRY_VERIFY_WITH_TIMEOUT(send->isEnabled(), Patience);
        send->click();
        // Pieces are seen while the server still holds the rest.
        QTRY_COMPARE_WITH_TIMEOUT(shownAnswer(), u"Ask your "_s, Patience);
        QVERIFY(panel()->isRunning());
        QCOMPARE(m_tasks->tasks().size(), size_t(1));
        m_chats->release();
        QTRY_VERIFY_WITH_TIMEOUT(!panel()->isRunning(), Patience);
        QCOMPARE(shownAnswer(), u"Ask your <b>head nurse</b>."_s); // as text
        QVERIFY2(facts().contains(u"26 + 5 tokens, counted by the server"_s), qPrintable(facts()));
        QVERIFY(facts().contains(u"in all"_s) && facts().contains(u"no price known"_s));
        QVERIFY(m_tasks->isEmpty());
        // What was agreed to once is not asked again here.
        runButton()->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_chats->seen().size(), 2, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!panel()->isRunning() && shownAnswer().endsWith(u"</b>."_s), Patience);
        QVERIFY(m_chats->seen().first().body.contains("What now?"));
    }

    void isCancelled()
    {
        ChatScript script = ChatScript::answer({u"Once upon"_s, u" a time"_s});
        script.heldFrom = 2;
        openWith(script);
        agree();
        QTRY_COMPARE_WITH_TIMEOUT(shownAnswer(), u"Once upon"_s, Patience);
        QCOMPARE(runButton()->text(), u"Cancel"_s);
        m_page->cancelWork();
        QTRY_VERIFY_WITH_TIMEOUT(!panel()->isRunning(), Patience);
        QVERIFY(notes().contains(u"cancelled"_s));
        QCOMPARE(facts(), u"This is not the whole answer."_s);
        QCOMPARE(shownAnswer(), u"Once upon"_s);
    }

    void showsWhatWentWrong()
    {
        openWith(
            ChatScript::refusal(404, "{\"error\":{\"message\":\"model \\\"m\\\" not found <b>try pulling it</b>\"}}"));
        agree();
        QTRY_VERIFY_WITH_TIMEOUT(notes().contains(u"has no model m (404)"_s), Patience);
        QVERIFY(notes().contains(u"<b>try pulling it</b>"_s));
        QVERIFY(!panel()->isRunning() && runButton()->isEnabled());
    }

    void aMissingValueIsNamed()
    {
        openWith(ChatScript::answer({u"a"_s}));
        detail()->render()->variables()->setValues({});
        runButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(notes().contains(u"Variables without a value: question"_s), Patience);
        QVERIFY(m_chats->seen().isEmpty());
    }

    void anotherVersionBeginsEmpty()
    {
        openWith(ChatScript::answer({u"of 1.10.0"_s}));
        agree();
        QTRY_COMPARE_WITH_TIMEOUT(shownAnswer(), u"of 1.10.0"_s, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!panel()->isRunning(), Patience);
        QVERIFY(select(u"coach-v1.9.0"_s));
        QTRY_COMPARE_WITH_TIMEOUT(shownAnswer(), QString(), Patience);
        // And is asked about for itself.
        runButton()->click();
        QVERIFY(dialog<SendDialog>());
        QCOMPARE(m_chats->seen().size(), 1);
        m_opened->reject();
    }

    // The stalls are measured by the fixture.
    void aLongAnswerDoesNotHoldTheWindow()
    {
        QStringList pieces;
        for (int i = 0; i < 3000; ++i)
            pieces << u"a hundred characters of an answer that goes on and on, line %1\n"_s.arg(i).repeated(2);
        openWith(ChatScript::answer(pieces));
        agree();
        QTRY_VERIFY_WITH_TIMEOUT(!panel()->isRunning() && !facts().isEmpty(), Patience);
        QCOMPARE(panel()->answer(), pieces.join(QString()));
        QCOMPARE(shownAnswer().size(), PromptRunPanel::MostShown);
        QVERIFY2(notes().contains(u"Copy takes all"_s), qPrintable(notes()));
    }

private:
    void openWith(const ChatScript &script)
    {
        m_chats->prepare({script});
        m_stalls->blocking([this] {
            prompt::Endpoint endpoint;
            endpoint.name = u"mine"_s;
            endpoint.baseUrl = m_chats->url();
            endpoint.model = u"m"_s;
            QVERIFY(prompt::writeEndpoints({{endpoint}, {}}));
        });
        seedCoach();
        openPage();
        QVERIFY(select(u"coach-v1.10.0"_s));
        QTRY_COMPARE_WITH_TIMEOUT(panel()->endpoint(), u"mine"_s, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(detail()->render()->variables()->rowCount() > 0, Patience);
        detail()->render()->variables()->setValues({{u"question"_s, u"What now?"_s}});
        QTRY_VERIFY_WITH_TIMEOUT(runButton()->isEnabled(), Patience);
    }
    void agree()
    {
        trigger(u"Run"_s);
        auto *asked = dialog<SendDialog>();
        QVERIFY(asked);
        asked->findChild<QLineEdit *>(u"typed"_s)->setText(u"mine"_s);
        asked->findChild<QPushButton *>(u"accept"_s)->click();
    }
    [[nodiscard]] PromptRunPanel *panel() const { return detail()->run(); }
    [[nodiscard]] QPushButton *runButton() const { return m_page->findChild<QPushButton *>(u"runPrompt"_s); }
    [[nodiscard]] QString shownAnswer() const { return m_page->findChild<PromptText *>(u"runAnswer"_s)->prompt(); }
    [[nodiscard]] QString facts() const { return m_page->findChild<QLabel *>(u"runFacts"_s)->text(); }
    [[nodiscard]] QString notes() const
    {
        return banner(u"runNotes"_s)->isVisible() ? banner(u"runNotes"_s)->text() : QString();
    }

    std::unique_ptr<ChatServer> m_chats;
};

HOWDAH_PROMPT_TEST_MAIN(TestPromptRun)
#include "tst_promptrun.moc"
