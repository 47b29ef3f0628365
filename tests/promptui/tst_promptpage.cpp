// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptlistpane.h"
#include "promptui/promptpagefixture.h"

#include "common/code/sqlview.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QComboBox>
#include <QJsonDocument>
#include <QMenu>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::PromptDatabase;

// What the page shows of a database, and that one bad row, a missing key or a missing right hides nothing else.
class TestPromptPage final : public QObject, test::PromptPageFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void withoutAConnection();
    void asksNothingBeforeItIsLookedAt();
    void theListKeepsItsWidth();
    void withoutATable();
    void everyCommandWithoutPrompts();
    void reportsThatTheDemoFailed();
    void withAMappingFile();
    void anEmptyTable();
    void listsVersionsInTheirOrder();
    void showsEachStateOfARow();
    void oneDamagedOfFiveHundred();
    void withoutAKeychainItAsks();
    void searchesInsideDecryptedText();
    void marksFindings();
    void reportsUseAndActivation();
    void showsAMegabyte();
    void withoutRightsToWrite();
    void aLostConnection();
    void drillsToTheRows();
    void nothingIsSelectedBesideTheCard();
    void figuresThatSayTooLittle();
    void learnsFromRealCalls();
    void knowsPricesOfAnOwnList();
    void namesEverything();
    void opensFiveThousandVersions();
};

void TestPromptPage::withoutAConnection()
{
    makePage();
    QCOMPARE(state()->state(), StateStack::State::Empty);
    QVERIFY(shownText().contains(u"No connection"_s));
    connection::ConnInfo nowhere = m_db->info();
    nowhere.set(u"host"_s, m_folder->path());
    m_connection->connectTo(nowhere, Environment::Development);
    QTRY_COMPARE_WITH_TIMEOUT(state()->state(), StateStack::State::Failed, Patience);
}

// A keychain that has to be unlocked must not ask because the window was opened.
void TestPromptPage::asksNothingBeforeItIsLookedAt()
{
    connectTo(m_db->info());
    // Built as the window builds its pages: before anything is shown.
    const auto page = m_stalls->blocking([this] {
        return std::make_unique<PromptPage>(
            PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), &m_prompter});
    });
    QTest::qWait(0);
    QVERIFY(page->findChild<KeyBox *>()->state() == KeyBox::State::Unknown);
    QVERIFY(!page->findChild<PromptSource *>()->overview());
}

// From the first frame to the last verdict, in a small window and in a usual one.
void TestPromptPage::theListKeepsItsWidth()
{
    class Widths final : public QObject
    {
    public:
        bool eventFilter(QObject *watched, QEvent *event) override
        {
            const auto *widget = static_cast<QWidget *>(watched);
            if ((event->type() == QEvent::Resize || event->type() == QEvent::Paint) && widget->isVisible())
                seen.insert(widget->width());
            return false;
        }
        QSet<int> seen;
    };
    seedCoach();
    connectTo(m_db->info());
    for (const int width : {960, 1200}) {
        Widths widths;
        m_stalls->blocking([this, width, &widths] {
            m_page.reset();
            m_page = std::make_unique<PromptPage>(
                PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), &m_prompter});
            m_page->resize(width, 720);
            m_page->show();
            QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
            m_page->grab();
            part<PromptListPane>()->installEventFilter(&widths);
            widths.seen.insert(part<PromptListPane>()->width());
        });
        const QJsonObject place{{u"place"_s, u"file"_s}, {u"file"_s, keyFile()}};
        m_page->restoreState({{u"keys"_s, QJsonObject{{m_connection->label(), place}}}});
        m_page->activate();
        waitForList();
        for (const QString &version : {u"judge-v0.1.0"_s, u"coach-v1.10.0"_s}) {
            QVERIFY(select(version));
            settle();
        }
        for (int tab = 0; tab < PromptDetail::TabCount; ++tab) {
            detail()->setTab(PromptDetail::Tab(tab));
            settle();
        }
        m_page->refresh();
        waitForList();
        part<PromptListPane>()->removeEventFilter(&widths);
        QVERIFY2(
            widths.seen.size() == 1, qPrintable(u"%1 widths at %2, detail at least %3"_s.arg(widths.seen.size())
                                                    .arg(width)
                                                    .arg(detail()->minimumSizeHint().width())));
    }
}

void TestPromptPage::withoutATable()
{
    const QString empty = m_stalls->blocking([this] { return m_server->createDatabase(u"bare"_s); });
    connectTo(m_server->connInfo(empty));
    makePage();
    waitForList();
    QCOMPARE(state()->state(), StateStack::State::Empty);
    QVERIFY2(shownText().contains(u"ai_prompts is missing in "_s + empty), qPrintable(shownText()));
    // The way to the migrations of the pack.
    QSignalSpy wanted(m_page.get(), &Page::placeWanted);
    QPushButton *offer = nullptr;
    for (QPushButton *one : state()->findChildren<QPushButton *>()) {
        if (one->isVisible() && one->text().contains(u"deepref migrations"_s))
            offer = one;
    }
    QVERIFY(offer);
    offer->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toString(), u"migrations"_s);
    QCOMPARE(wanted[0][1].toString(), u"pack:deepref"_s);
    QVERIFY(!m_page->primaryAction()->isEnabled());
}

// Where there is nothing to be seen a command does nothing, or opens a dialog that says so.
void TestPromptPage::everyCommandWithoutPrompts()
{
    const auto tryAll = [this] {
        int usable = 0;
        for (QAction *action : m_page->paletteActions()) {
            if (action->text().contains("demo"_L1))
                continue; // leads to another database
            usable += action->isEnabled() ? 1 : 0;
            action->trigger();
            QTest::qWait(0);
            for (QDialog *dialog : m_page->findChildren<QDialog *>())
                dialog->reject();
        }
        return usable;
    };
    makePage();
    static_cast<void>(tryAll());
    QCOMPARE(state()->state(), StateStack::State::Empty);
    const QString empty = m_stalls->blocking([this] { return m_server->createDatabase(u"bare"_s); });
    connectTo(m_server->connInfo(empty));
    waitForList();
    QVERIFY(tryAll() > 0);
    QCOMPARE(state()->state(), StateStack::State::Empty);
    QVERIFY(m_connection->isConnected());
}

void TestPromptPage::reportsThatTheDemoFailed()
{
    connectTo(m_server->connInfo(u"howdah"_s));
    makePage(false);
    m_page->reportDemoProblem(makeError(ErrorKind::NotFound, u"There is no folder deepref"_s));
    waitForList();
    QVERIFY2(news().contains(u"There is no folder deepref"_s), qPrintable(news()));
    QVERIFY2(news().contains(u"The prompt demo"_s), qPrintable(news()));
    // Until somebody has read it.
    m_page->activate();
    waitForList();
    QVERIFY(!news().isEmpty());
    banner(u"news"_s)->findChildren<QPushButton *>().back()->click();
    QVERIFY(news().isEmpty());
}

void TestPromptPage::withAMappingFile()
{
    seedCoach();
    m_stalls->blocking([this] {
        m_db->run(u"ALTER TABLE ai_prompts RENAME TO texts; ALTER TABLE texts RENAME COLUMN \"userPromptTemplate\" TO "
                  "question;"_s);
    });
    openPage();
    QCOMPARE(state()->state(), StateStack::State::Empty);
    part<PromptSource>()->useMapping(
        pageFile(u"map.yaml"_s, "table: public.texts\ncolumns:\n  userPromptTemplate: question\n"));
    QTRY_VERIFY_WITH_TIMEOUT(overview(), Patience);
    waitForList();
    QCOMPARE(int(overview()->prompts.size()), 3);
}

void TestPromptPage::anEmptyTable()
{
    openPage();
    QCOMPARE(state()->state(), StateStack::State::Empty);
    QVERIFY(shownText().contains(u"No prompts yet"_s));
    QVERIFY(action(u"Import…"_s)->isEnabled());
}

void TestPromptPage::listsVersionsInTheirOrder()
{
    seedCoach();
    openPage();
    new QAbstractItemModelTester(list()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_page.get());
    QCOMPARE(listed(), u"coach: 1.10.0 active decrypted, 1.9.0 decrypted; judge: 0.1.0 decrypted"_s);
    QCOMPARE(m_page->findChild<QLabel *>(u"counts"_s)->text(), u"2 prompts · 3 versions"_s);
    // The active version of the first one is shown, and the keyboard leads to the others.
    QCOMPARE(detail()->stored().prompt.promptId, u"coach-v1.10.0"_s);
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0"_s);
    list()->setFocus();
    QTest::keyClick(list(), Qt::Key_Down);
    QCOMPARE(detail()->stored().prompt.version, u"1.9.0"_s);
    QCOMPARE(system()->prompt(), u"The secret of coach 1.9.0"_s);
    // Others write meanwhile; F5 shows it.
    m_stalls->blocking([this] { m_db->seed({PromptDatabase::version(u"coach"_s, u"1.10.1"_s)}, ring()); });
    m_page->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(listed().startsWith(u"coach: 1.10.1 decrypted, 1.10.0 active decrypted"_s), Patience);
    QCOMPARE(detail()->stored().prompt.version, u"1.9.0"_s); // what was looked at stays
}

void TestPromptPage::showsEachStateOfARow()
{
    seedCoach();
    m_stalls->blocking([this] {
        m_db->seed({PromptDatabase::version(u"coach"_s, u"2.0.0"_s)}, PromptDatabase::ring(u"elsewhere"_s, 'x'));
        m_db->seed({PromptDatabase::version(u"coach"_s, u"3.0.0"_s)}, PromptDatabase::ring(u"k1"_s, 'z'));
        m_db->seed({PromptDatabase::version(u"coach"_s, u"4.0.0"_s)}, prompt::KeyRing());
        m_db->run(
            u"UPDATE ai_prompts SET \"systemPrompt\" = left(\"systemPrompt\", 90) WHERE \"promptId\" = 'judge-v0.1.0'"_s);
    });
    openPage();
    QCOMPARE(
        listed(),
        u"coach: 4.0.0 not encrypted, 3.0.0 wrong key, 2.0.0 key missing, 1.10.0 active decrypted, 1.9.0 decrypted; "
        "judge: 0.1.0 damaged"_s);
    QVERIFY(banner(u"keyBanner"_s)->isVisible());
    QVERIFY(banner(u"keyBanner"_s)->text().contains(u"damaged"_s));
    // A text that does not open can neither be edited nor saved over; all else of it is there.
    QVERIFY(select(u"coach-v2.0.0"_s));
    QVERIFY(system()->isReadOnly());
    QVERIFY(banner(u"locked"_s)->text().contains(u"\"elsewhere\""_s));
    QCOMPARE(detail()->user()->prompt(), u"{{question}}"_s);
    QVERIFY(!action(u"Save as a new patch version"_s)->isEnabled());
    QVERIFY(action(u"Save as a new patch version"_s)->toolTip().contains(u"elsewhere"_s));
    QVERIFY(select(u"coach-v4.0.0"_s));
    QVERIFY(banner(u"locked"_s)->text().contains(u"unencrypted in the database"_s));
}

void TestPromptPage::oneDamagedOfFiveHundred()
{
    std::vector<prompt::Prompt> prompts;
    prompts.reserve(500);
    for (int i = 0; i < 500; ++i)
        prompts.push_back(PromptDatabase::version(u"agent %1"_s.arg(i / 10), u"1.%1.0"_s.arg(i % 10)));
    seed(prompts);
    m_stalls->blocking([this] {
        m_db->run(
            u"UPDATE ai_prompts SET \"systemPrompt\" = reverse(\"systemPrompt\") WHERE \"promptId\" = 'agent 7-v1.3.0'"_s);
    });
    openPage();
    QCOMPARE(int(overview()->count(prompt::CellState::Open)), 499);
    QCOMPARE(int(overview()->count(prompt::CellState::Damaged)), 1);
    QCOMPARE(model().shownVersions(), 500);
}

void TestPromptPage::withoutAKeychainItAsks()
{
    seedCoach();
    openPage(false);
    QVERIFY(keyBox()->state() == KeyBox::State::NoKeychain);
    QCOMPARE(listed(), u"coach: 1.10.0 active key missing, 1.9.0 key missing; judge: 0.1.0 key missing"_s);
    QVERIFY2(
        banner(u"keyBanner"_s)->text().contains(u"No keychain is available"_s),
        qPrintable(banner(u"keyBanner"_s)->text()));
    // The file with the key opens everything, and nothing was written anywhere meanwhile.
    QVERIFY(QDir(m_data.path()).entryList({u"*key*"_s}, QDir::Files) == QStringList{u"keys"_s});
    keyBox()->use(KeyBox::Place::File, keyFile());
    QTRY_COMPARE_WITH_TIMEOUT(
        listed(), u"coach: 1.10.0 active decrypted, 1.9.0 decrypted; judge: 0.1.0 decrypted"_s, Patience);
    settle();
    // A typed one does, too, and is forgotten with the window.
    keyBox()->use(KeyBox::Place::Session);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"key missing"_s), Patience);
    std::optional<Result<void>> added;
    keyBox()->add(
        u"k1"_s, test::expected(operations::typedPromptKey(QString::fromLatin1(QByteArray(32, 'a').toHex()))),
        [&](const Result<void> &done) { added = done; });
    QTRY_VERIFY_WITH_TIMEOUT(added.has_value(), Patience);
    QVERIFY(*added);
    QTRY_COMPARE_WITH_TIMEOUT(
        listed(), u"coach: 1.10.0 active decrypted, 1.9.0 decrypted; judge: 0.1.0 decrypted"_s, Patience);
    QVERIFY(!QString::fromUtf8(QJsonDocument(m_page->saveState()).toJson()).contains(u"61616161"_s));
}

void TestPromptPage::searchesInsideDecryptedText()
{
    seedCoach();
    openPage();
    m_page->focusSearch();
    QTest::keyClicks(QApplication::focusWidget(), u"SECRET of coach 1.9"_s);
    QTRY_COMPARE_WITH_TIMEOUT(listed(), u"coach: 1.9.0 decrypted"_s, Patience);
    const QModelIndex hit = list()->model()->index(0, 0, list()->model()->index(0, 0));
    QVERIFY(hit.data(PromptListModel::SecondLineRole).toString().contains(u"secret of coach 1.9.0"_s));
    auto *field = m_page->findChild<QLineEdit *>(u"promptSearch"_s);
    field->setText(u"is:active"_s);
    QTRY_COMPARE_WITH_TIMEOUT(listed(), u"coach: 1.10.0 active decrypted"_s, Patience);
    field->setText(u"var:question secret of judge"_s);
    QTRY_COMPARE_WITH_TIMEOUT(listed(), u"judge: 0.1.0 decrypted"_s, Patience);
    field->setText(u"/coach 1\\.(9|8)/"_s);
    QTRY_COMPARE_WITH_TIMEOUT(listed(), u"coach: 1.9.0 decrypted"_s, Patience);
    field->setText(u"/(/"_s);
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"Not a valid search"_s), Patience);
    field->setText(u"nobody says this"_s);
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"No matching prompts"_s), Patience);
    m_page->cancelWork(); // Esc
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"judge"_s) && listed().contains(u"1.10.0"_s), Patience);
    // With the keys goes what was found by them.
    keyBox()->use(KeyBox::Place::Session);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"key missing"_s), Patience);
    waitForList();
    field->setText(u"secret of"_s);
    QTRY_VERIFY_WITH_TIMEOUT(shownText().contains(u"No matching prompts"_s), Patience);
}

void TestPromptPage::marksFindings()
{
    prompt::Prompt odd = PromptDatabase::version(u"coach"_s, u"1.0.0"_s, true);
    odd.systemPrompt = QString();
    seed({odd, PromptDatabase::version(u"lazy"_s, u"1.0.0"_s)});
    openPage();
    const QModelIndex row = list()->model()->index(0, 0, list()->model()->index(0, 0));
    QVERIFY(row.data(PromptListModel::ErrorsRole).toInt() + row.data(PromptListModel::WarningsRole).toInt() > 0);
    detail()->setTab(PromptDetail::Tab::Checks);
    QTRY_VERIFY_WITH_TIMEOUT(detail()->checks()->list()->topLevelItemCount() > 0, Patience);
    // Each with what fixes it, to be read.
    auto *sql = detail()->findChild<SqlView *>(u"checkSql"_s);
    QVERIFY(sql && sql->isVisible());
    QVERIFY2(sql->sql().contains(idOf(u"coach-v1.0.0"_s)), qPrintable(sql->sql()));
    // Enter leads to the place.
    Q_EMIT detail()->checks()->list()->itemActivated(detail()->checks()->list()->topLevelItem(0), 0);
    QVERIFY(detail()->tab() != PromptDetail::Tab::Checks);
    // Where SQL can fix it, that is what is shown; nobody runs it.
    QVERIFY(select(u"lazy-v1.0.0"_s));
    detail()->setTab(PromptDetail::Tab::Checks);
    QStringList shown;
    for (int i = 0; i < detail()->checks()->list()->topLevelItemCount(); ++i) {
        detail()->checks()->list()->setCurrentItem(detail()->checks()->list()->topLevelItem(i));
        shown << sql->sql();
    }
    QVERIFY2(
        shown.join(u'\n').contains(
            u"SET \"isActive\" = true WHERE \"id\" OPERATOR(pg_catalog.=) '%1'"_s.arg(idOf(u"lazy-v1.0.0"_s))),
        qPrintable(shown.join(u'\n')));
    QCOMPARE(this->sql(u"SELECT count(*) FROM ai_prompts WHERE \"isActive\""_s), u"1"_s);
}

void TestPromptPage::reportsUseAndActivation()
{
    seedCoach();
    m_stalls->blocking([this] {
        m_db->use(u"coach-v1.10.0"_s, 12);
        m_db->run(u"INSERT INTO ai_prompt_activations (name, \"promptId\", action, reason, \"activatedBy\") SELECT "
                  u"'coach', id, "
                  "'activate', 'better figures', 'anna' FROM ai_prompts WHERE \"promptId\" = 'coach-v1.10.0'"_s);
    });
    openPage();
    const QModelIndex row = list()->model()->index(0, 0, list()->model()->index(0, 0));
    const QString line = row.data(PromptListModel::SecondLineRole).toString();
    QVERIFY2(
        line.contains(u"claude-sonnet-4-5"_s) && line.contains(u"12 calls"_s) && line.contains(u"anna"_s),
        qPrintable(line));
    detail()->setTab(PromptDetail::Tab::History);
    QTreeWidget *history = detail()->history()->list();
    QTRY_VERIFY_WITH_TIMEOUT(history->topLevelItemCount() > 0, Patience);
    QCOMPARE(history->topLevelItem(0)->text(2), u"anna"_s);
    QCOMPARE(history->topLevelItem(0)->text(3), u"better figures"_s);
}

void TestPromptPage::showsAMegabyte()
{
    prompt::Prompt large = PromptDatabase::version(u"coach"_s, u"1.0.0"_s, true);
    large.systemPrompt.clear();
    for (int i = 0; large.systemPrompt.size() < 1'000'000; ++i)
        large.systemPrompt += u"Rule %1: say what you know of {{topic%2}}, and nothing else.\n"_s.arg(i).arg(i % 7);
    seed({large});
    openPage();
    QVERIFY(system()->prompt() == large.systemPrompt);
    QTRY_COMPARE_WITH_TIMEOUT(detail()->render()->variables()->rowCount(), 8, Patience);
    typeAtEnd(system(), u"!"_s);
    QVERIFY(system()->prompt() == QString(large.systemPrompt + u'!'));
    QVERIFY(detail()->isEdited());
}

void TestPromptPage::withoutRightsToWrite()
{
    seedCoach();
    const connection::ConnInfo reader = m_stalls->blocking([this] {
        connection::ConnInfo info = m_server->createRole(u"reader"_s, u"pw"_s, m_db->name());
        m_db->run(u"GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"_s);
        return info;
    });
    connectTo(reader);
    makePage();
    waitForList();
    // Everything can be read ...
    QCOMPARE(listed(), u"coach: 1.10.0 active decrypted, 1.9.0 decrypted; judge: 0.1.0 decrypted"_s);
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0"_s);
    detail()->setTab(PromptDetail::Tab::Scorecard);
    QTRY_VERIFY_WITH_TIMEOUT(detail()->score()->model().rowCount() > 0, Patience);
    // ... and nothing changed, which each action says.
    QVERIFY(system()->isReadOnly());
    for (const QString &text : {u"Save"_s, u"Save as a new minor version"_s, u"Activate"_s, u"Roll back"_s}) {
        QVERIFY2(!action(text)->isEnabled(), qPrintable(text));
        QVERIFY2(
            action(text)->toolTip().contains(u"reader does not have permission to write to public.ai_prompts"_s),
            qPrintable(action(text)->toolTip()));
    }
    QVERIFY(banner(u"locked"_s)->text().contains(u"reader"_s));
    QVERIFY(action(u"Export…"_s)->isEnabled());
}

void TestPromptPage::aLostConnection()
{
    seedCoach();
    openPage();
    m_stalls->blocking([this] { m_server->kill(); });
    QTRY_VERIFY_WITH_TIMEOUT(!m_connection->isConnected(), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(state()->isStale(), Patience);
    QCOMPARE(listed(), u"coach: 1.10.0 active decrypted, 1.9.0 decrypted; judge: 0.1.0 decrypted"_s);
    QVERIFY(!action(u"Activate"_s)->isEnabled());
    m_stalls->blocking([this] { m_server->restart(); });
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected() && !state()->isStale() && m_page->isIdle(), Patience);
}

void TestPromptPage::drillsToTheRows()
{
    seedCoach();
    m_stalls->blocking([this] {
        m_db->use(
            u"coach-v1.10.0"_s, 100, u"n % 4 <> 0"_s, u"10 * n"_s, u"100 * n"_s,
            u"now() at time zone 'utc' - n * interval '1 minute'"_s, u"'m'"_s,
            u"CASE WHEN n % 4 = 0 THEN 'timeout: no answer' END"_s);
        m_db->use(
            u"coach-v1.9.0"_s, 40, u"true"_s, u"10 * n"_s, u"100 * n"_s,
            u"now() at time zone 'utc' - n * interval '1 minute'"_s);
    });
    openPage();
    detail()->score()->setBaseline(idOf(u"coach-v1.9.0"_s));
    detail()->setTab(PromptDetail::Tab::Scorecard);
    const ScoreModel &scores = detail()->score()->model();
    QTRY_COMPARE_WITH_TIMEOUT(scores.columnCount(), 4, Patience);
    QCOMPARE(scores.lines()[0].value, u"100"_s);
    QCOMPARE(scores.lines()[0].other, u"40"_s);
    QVERIFY2(scores.lines()[1].value.contains(u"75"_s), qPrintable(scores.lines()[1].value)); // 75 of 100 succeeded
    QVERIFY(scores.lines()[1].compared);
    QVERIFY(scores.lines()[1].verdict == prompt::Verdict::Worse);
    // Each figure leads to exactly the rows that it counted.
    QSignalSpy wanted(m_page.get(), &Page::rowsWanted);
    auto *table = m_page->findChild<QTableView *>(u"scores"_s);
    int row = 0;
    for (; row < scores.rowCount() && scores.lines()[size_t(row)].drill != prompt::DrillKind::ErrorClass; ++row) {
    }
    QVERIFY(row < scores.rowCount());
    for (const auto &[line, rows] : {std::pair(0, 100), std::pair(1, 75), std::pair(row, 25)}) {
        wanted.clear();
        Q_EMIT table->activated(scores.index(line, ScoreModel::Value));
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][1].toString(), u"ai_interactions"_s);
        QCOMPARE(
            sql(u"SELECT count(*) FROM ai_interactions WHERE "_s + wanted[0][2].toString()), QString::number(rows));
    }
}

// A card shows itself that it is selected; what it is indented by is no part of it.
void TestPromptPage::nothingIsSelectedBesideTheCard()
{
    seedCoach();
    openPage();
    QVERIFY(select(u"coach-v1.9.0"_s));
    const QRect card = list()->visualRect(list()->currentIndex());
    QVERIFY(card.left() > 8);
    const QImage seen = list()->viewport()->grab().toImage();
    const QColor selection = list()->palette().color(QPalette::Highlight);
    for (int x = 1; x < card.left() - 1; ++x)
        QVERIFY2(seen.pixelColor(x, card.center().y()) != selection, qPrintable(QString::number(x)));
}

void TestPromptPage::figuresThatSayTooLittle()
{
    seedCoach();
    m_stalls->blocking([this] {
        m_db->use(
            u"coach-v1.10.0"_s, 5, u"true"_s, u"10"_s, u"10"_s,
            u"now() at time zone 'utc' - n * interval '1 minute'"_s);
    });
    openPage();
    detail()->setTab(PromptDetail::Tab::Scorecard);
    const ScoreModel &scores = detail()->score()->model();
    QTRY_VERIFY_WITH_TIMEOUT(scores.rowCount() > 0, Patience);
    QVERIFY2(scores.lines()[1].value.contains(u"not enough data"_s), qPrintable(scores.lines()[1].value));
    QVERIFY(!scores.lines()[1].enough);
    // Once, and not in every line; the tip has it there, too.
    QStringList shown;
    for (int row = 0; row < scores.rowCount(); ++row)
        shown << scores.index(row, ScoreModel::Value).data().toString();
    QCOMPARE(shown.filter(u"not enough data"_s).size(), 1);
    QCOMPARE(shown.value(2), u"–"_s);
    QVERIFY(scores.index(2, ScoreModel::Value).data(Qt::ToolTipRole).toString().contains(u"not enough data"_s));
}

// The estimate is corrected by what calls have counted, and one of them fills the variables.
void TestPromptPage::learnsFromRealCalls()
{
    seedCoach();
    m_stalls->blocking([this] { m_db->use(u"coach-v1.10.0"_s, 35, u"true"_s, u"10 * n"_s, u"400"_s); });
    openPage();
    QVERIFY(select(u"coach-v1.10.0"_s));
    RenderPanel *panel = detail()->render();
    QTRY_VERIFY2_WITH_TIMEOUT(panel->tokenWords().contains(u"35 calls"_s), qPrintable(panel->tokenWords()), Patience);
    QMenu *menu = panel->findChild<QPushButton *>(u"fromCall"_s)->menu();
    QTRY_VERIFY_WITH_TIMEOUT(menu->actions().size() > 1, Patience);
    menu->actions().front()->trigger();
    QTRY_VERIFY2_WITH_TIMEOUT(panel->rendered().contains(u"input 1"_s), qPrintable(panel->rendered()), Patience);
    QCOMPARE(panel->variables()->values().value(u"question"_s), u"input 1"_s);
    // What it got, and what it would get from another version.
    QVERIFY(select(u"coach-v1.9.0"_s));
    detail()->setTab(PromptDetail::Tab::Compare);
    auto *field = detail()->findChild<QComboBox *>(u"compareField"_s);
    QSignalSpy words(detail()->comparison()->view(), &CompareView::wordsShown);
    field->setCurrentIndex(field->findText(u"What the model sees"_s));
    QTRY_VERIFY_WITH_TIMEOUT(!words.isEmpty() && detail()->comparison()->view()->model().rows(), Patience);
    QStringList lines;
    for (int row = 0; row < detail()->comparison()->view()->model().rowCount(); ++row)
        lines << detail()->comparison()->view()->model().row(row).text;
    QVERIFY2(lines.contains(u"The secret of coach 1.9.0"_s), qPrintable(lines.join(u'\n')));
    QVERIFY2(lines.contains(u"The secret of coach 1.10.0"_s), qPrintable(lines.join(u'\n')));
    QVERIFY2(lines.contains(u"input 1"_s), qPrintable(lines.join(u'\n')));
}

// A list of models with prices that somebody keeps; one that is broken is told, and hides nothing.
void TestPromptPage::knowsPricesOfAnOwnList()
{
    const auto write = [](const QByteArray &yaml) {
        QVERIFY(QDir().mkpath(QFileInfo(prompt::ownModelsFile()).path()));
        QFile file(prompt::ownModelsFile());
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(yaml) == yaml.size());
    };
    prompt::Prompt longer = PromptDatabase::version(u"coach"_s, u"1.1.0"_s);
    longer.systemPrompt = u"Some more words. "_s.repeated(30);
    seed({PromptDatabase::version(u"coach"_s, u"1.0.0"_s, true), longer});
    write("models:\n  - {name: claude-sonnet-4-5, prize: 3}\n");
    openPage();
    QVERIFY2(news().contains(u"models.yaml, line 2"_s), qPrintable(news()));
    QCOMPARE(model().shownVersions(), 2);
    write("models:\n  - {name: claude-sonnet-4-5, input-price: 3}\n");
    m_page->refresh();
    waitForList();
    QVERIFY(select(u"coach-v1.1.0"_s));
    QSignalSpy tokens(detail()->comparison()->view(), &CompareView::tokensShown);
    detail()->setTab(PromptDetail::Tab::Compare);
    QTRY_VERIFY_WITH_TIMEOUT(tokens.size() > 0, Patience);
    QVERIFY2(
        detail()->comparison()->view()->summary().contains(u"input of 1,000 calls: +0."_s),
        qPrintable(detail()->comparison()->view()->summary()));
}

// Whoever does not see the page finds each control by its name.
void TestPromptPage::namesEverything()
{
    seedCoach();
    openPage();
    for (int tab = 0; tab < PromptDetail::TabCount; ++tab) {
        detail()->setTab(PromptDetail::Tab(tab));
        for (QWidget *widget : m_page->findChildren<QWidget *>()) {
            const bool control = widget->focusPolicy() != Qt::NoFocus && widget->isVisible()
                              && (widget->inherits("QAbstractItemView") || widget->inherits("QLineEdit")
                                  || widget->inherits("QComboBox") || widget->inherits("QAbstractButton")
                                  || widget->inherits("QsciScintillaBase"));
            if (!control || widget->inherits("QHeaderView") || widget->parentWidget()->inherits("QComboBox")
                || widget->parentWidget()->inherits("QLineEdit") || widget->parentWidget()->inherits("QTabBar"))
                continue;
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(
                face && !face->text(QAccessible::Name).isEmpty(),
                qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()));
        }
    }
    // Every tab and every action has a key or an entry in the palette.
    for (QAction *one : m_page->paletteActions())
        QVERIFY(!one->text().isEmpty());
    QTest::keyClick(m_page.get(), Qt::Key_5, Qt::AltModifier);
    QVERIFY(detail()->tab() == PromptDetail::Tab::History);
}

void TestPromptPage::opensFiveThousandVersions()
{
    std::vector<prompt::Prompt> prompts;
    prompts.reserve(5000);
    for (int i = 0; i < 5000; ++i)
        prompts.push_back(
            PromptDatabase::version(u"agent %1"_s.arg(i / 50, 3, 10, QChar(u'0')), u"1.%1.0"_s.arg(i % 50)));
    seed(prompts);
    connectTo(m_db->info());
    makePage();
    waitForList();
    QCOMPARE(model().shownVersions(), 5000);
    auto *field = m_page->findChild<QLineEdit *>(u"promptSearch"_s);
    field->setText(u"secret of agent 042 1.7.0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(model().shownVersions(), 1, Patience);
    field->clear();
    QTRY_COMPARE_WITH_TIMEOUT(model().shownVersions(), 5000, Patience);
}

HOWDAH_PROMPT_TEST_MAIN(TestPromptPage)
#include "tst_promptpage.moc"
