// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptui/promptpagefixture.h"

#include "prompt/dialogs/releasedialog.h"

#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;

// Labels and approvals of a version, what calls cost, and the way from a call to its conversation.
class TestPromptRelease final : public QObject, test::PromptPageFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void labelsAVersion();
    void fourEyes();
    void saysWhatIsMissing();
    void leadsFromACallToItsConversation();

private:
    ReleaseDialog *openRelease(const QString &promptId)
    {
        if (!select(promptId))
            return nullptr;
        trigger(u"Labels and approval…"_s);
        auto *opened = dialog<ReleaseDialog>();
        if (opened)
            wait(opened);
        return opened;
    }
    static void wait(ReleaseDialog *opened)
    {
        QTRY_VERIFY_WITH_TIMEOUT(opened->findChild<StateStack *>()->state() != StateStack::State::Loading, Patience);
    }
    static void click(ReleaseDialog *opened, const QString &name)
    {
        auto *pressed = opened->findChild<QPushButton *>(name);
        QVERIFY(pressed);
        QVERIFY2(pressed->isEnabled(), qPrintable(name));
        pressed->click();
    }
    static QStringList rows(ReleaseDialog *opened)
    {
        QStringList list;
        const auto *labels = opened->findChild<QTreeWidget *>(u"labels"_s);
        for (int i = 0; i < labels->topLevelItemCount(); ++i)
            list << labels->topLevelItem(i)->text(0) + u' ' + labels->topLevelItem(i)->text(1) + u' '
                        + labels->topLevelItem(i)->text(3);
        return list;
    }
    static QString problem(ReleaseDialog *opened) { return opened->findChild<QLabel *>(u"releaseProblem"_s)->text(); }
};

void TestPromptRelease::labelsAVersion()
{
    seedCoach();
    openPage();
    ReleaseDialog *opened = openRelease(u"coach-v1.9.0"_s);
    QVERIFY(opened);
    QCOMPARE(rows(opened), QStringList{u"active 1.10.0 none"_s});
    QVERIFY(!opened->findChild<QPushButton *>(u"setLabel"_s)->isEnabled()); // no label is named
    opened->findChild<QComboBox *>(u"label"_s)->setEditText(u"staging"_s);
    opened->findChild<QLineEdit *>(u"reason"_s)->setText(u"trial"_s);
    click(opened, u"setLabel"_s);
    QTRY_COMPARE_WITH_TIMEOUT(rows(opened), (QStringList{u"active 1.10.0 none"_s, u"staging 1.9.0 none"_s}), Patience);
    QCOMPARE(sql(u"SELECT label || ' ' || reason FROM ai_prompt_labels"_s), u"staging trial"_s);
    QVERIFY(!opened->findChild<QPushButton *>(u"setLabel"_s)->isEnabled()); // it names this version already
    click(opened, u"removeLabel"_s);
    QTRY_COMPARE_WITH_TIMEOUT(rows(opened), QStringList{u"active 1.10.0 none"_s}, Patience);
    QCOMPARE(sql(u"SELECT count(*) FROM ai_prompt_labels"_s), u"0"_s);
    settle();
    opened->close();
}

// The rule is the database's: what it refuses is said in the dialog, whoever presses.
void TestPromptRelease::fourEyes()
{
    seedCoach();
    const QString me = sql(u"SELECT session_user"_s);
    QCOMPARE(sql(u"INSERT INTO ai_prompt_rules (label, approvals) VALUES ('production', 1)"_s), QString());
    openPage();
    ReleaseDialog *opened = openRelease(u"coach-v1.9.0"_s);
    QVERIFY(opened);
    QVERIFY2(rows(opened).value(1).contains(u"1.9.0 lacks 1"_s), qPrintable(rows(opened).join(u'\n')));
    QVERIFY(!opened->findChild<QPushButton *>(u"approve"_s)->isEnabled()); // who wrote it
    QVERIFY(opened->findChild<QPushButton *>(u"approve"_s)->toolTip().contains(me + u" wrote coach 1.9.0"_s));
    opened->findChild<QComboBox *>(u"label"_s)->setEditText(u"production"_s);
    click(opened, u"setLabel"_s);
    QTRY_VERIFY_WITH_TIMEOUT(problem(opened).contains(u"needs 1 approvals"_s), Patience);
    QCOMPARE(sql(u"SELECT count(*) FROM ai_prompt_labels"_s), u"0"_s);
    settle();
    opened->close();
    // Another wrote the next version: then it is for this one to approve it.
    QCOMPARE(
        sql(u"ALTER TABLE ai_prompts DISABLE TRIGGER USER; UPDATE ai_prompts SET \"writtenBy\" = '{somebody}' WHERE "
            "name = 'judge'; ALTER TABLE ai_prompts ENABLE TRIGGER USER"_s),
        QString());
    opened = openRelease(u"judge-v0.1.0"_s);
    QVERIFY(opened);
    click(opened, u"approve"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        opened->findChild<QLabel *>(u"approved"_s)->text().contains(u"Approved by "_s + me), Patience);
    opened->findChild<QComboBox *>(u"label"_s)->setEditText(u"production"_s);
    click(opened, u"setLabel"_s);
    QTRY_VERIFY_WITH_TIMEOUT(rows(opened).value(1).startsWith(u"production 0.1.0"_s), Patience);
    QCOMPARE(problem(opened), QString());
    settle();
    opened->close();
}

void TestPromptRelease::saysWhatIsMissing()
{
    seedCoach();
    QFile down(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/deepref/1795420800006-GovernPrompts.down.sql"));
    QVERIFY(down.open(QIODevice::ReadOnly));
    m_stalls->blocking([&] { m_db->run(QString::fromUtf8(down.readAll())); });
    openPage();
    ReleaseDialog *opened = openRelease(u"coach-v1.9.0"_s);
    QVERIFY(opened);
    QTRY_COMPARE_WITH_TIMEOUT(opened->findChild<StateStack *>()->state(), StateStack::State::Empty, Patience);
    QVERIFY(!opened->findChild<QPushButton *>(u"approve"_s)->isEnabled());
    QVERIFY(!opened->findChild<QComboBox *>(u"label"_s)->isEnabled());
    opened->close();
    // And the rest works as it did.
    trigger(u"Activate"_s);
    dialog<ActivateDialog>()->findChild<QPushButton *>(u"accept"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"1.9.0 active decrypted"_s), Patience);
    settle();
}

void TestPromptRelease::leadsFromACallToItsConversation()
{
    seedCoach();
    m_stalls->blocking([this] {
        m_db->use(
            u"coach-v1.10.0"_s, 40, u"true"_s, u"10 * n"_s, u"1000"_s,
            u"now() at time zone 'utc' - n * interval '1 minute'"_s);
    });
    QDir(m_data.path()).mkpath(u"prompts"_s);
    QFile prices(m_data.filePath(u"prompts/models.yaml"_s));
    QVERIFY(prices.open(QIODevice::WriteOnly));
    const QString model = sql(u"SELECT DISTINCT \"modelUsed\" FROM ai_interactions"_s);
    prices.write(u"models: [{name: %1, input-price: 3, output-price: 15}]\n"_s.arg(model).toUtf8());
    prices.close();
    openPage();
    detail()->setTab(PromptDetail::Tab::Scorecard);
    const auto *costs = detail()->score()->findChild<QLabel *>(u"scoreCosts"_s);
    // 1,000 tokens at 3 and 15 for a million.
    QTRY_VERIFY_WITH_TIMEOUT(costs->text().contains(u"0.003 as input, 0.015 as output"_s), Patience);
    QVERIFY(costs->text().contains(u"n = 40"_s));
    detail()->setTab(PromptDetail::Tab::Text);
    QSignalSpy wanted(m_page.get(), &Page::rowsWanted);
    auto *menu = detail()->render()->findChild<QPushButton *>(u"fromCall"_s)->menu();
    const auto *show = detail()->render()->findChild<QPushButton *>(u"showCall"_s);
    QTRY_VERIFY_WITH_TIMEOUT(menu->actions().size() > 10, Patience);
    QVERIFY(show->isHidden()); // no call was chosen
    menu->actions().front()->trigger();
    QVERIFY(!show->isHidden());
    for (QAction *place : show->menu()->actions())
        place->trigger();
    QCOMPARE(wanted.size(), 2);
    const auto rowsOf = [this](const QList<QVariant> &asked) {
        return sql(u"SELECT count(*) FROM %1 WHERE %2"_s.arg(asked[1].toString(), asked[2].toString()));
    };
    QCOMPARE(rowsOf(wanted[0]), u"1"_s);
    QCOMPARE(
        rowsOf(wanted[1]),
        sql(u"SELECT count(*) FROM ai_interactions WHERE \"sessionId\" = (SELECT \"sessionId\" FROM ai_interactions "
            "WHERE %1)"_s.arg(wanted[0][2].toString())));
}

HOWDAH_PROMPT_TEST_MAIN(TestPromptRelease)
#include "tst_promptrelease.moc"
