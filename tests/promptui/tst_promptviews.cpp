// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the page of prompts that need no server.
#include "operations/promptsync.h"
#include "prompt/edit/comparepanel.h"
#include "compare/compareview.h"
#include "prompt/edit/draftjournal.h"
#include "prompt/dialogs/exportdialog.h"
#include "prompt/edit/keybox.h"
#include "prompt/edit/metadataview.h"
#include "prompt/promptdatabase.h"
#include "prompt/edit/promptdetail.h"
#include "prompt/edit/promptlexer.h"
#include "prompt/promptpage.h"
#include "prompt/edit/prompttext.h"
#include "prompt/edit/renderpanel.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "support/turnmeter.h"
#include "support/watchdog.h"

#include <QClipboard>
#include <QComboBox>
#include <QDirIterator>
#include <QAction>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

constexpr int Patience = 60'000;

DraftJournal::Ring ringOf(char byte)
{
    return std::make_shared<const prompt::KeyRing>(test::PromptDatabase::ring(u"k1"_s, byte));
}

} // namespace

class TestPromptViews final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light); }
    void findsOddCharacters_data();
    void findsOddCharacters();
    void leavesGoodCharactersAlone();
    void summarisesThem();
    void keepsTextsExactly_data();
    void keepsTextsExactly();
    void showsOddPastesAndOffersToReplaceThem();
    void keepsCopiesOutOfHistories();
    void tabLeavesTheText();
    void stylesVariablesAndRoles();
    void reportsWhatTheTokensChange();
    void reportsHowFarTheEstimateIsOff();
    void comparesWhatAModelSees();
    void rendersWithValues();
    void namesWhatIsMissing();
    void treatsBracesOfJsonAsText();
    void fillsFromARealCall();
    void understandsMetadata();
    void understandsSearches();
    void keepsDraftsEncrypted();
    void keepsNoDraftWithoutAKey();
    void plansExports();

private:
    std::unique_ptr<Theme> m_theme;
};

void TestPromptViews::findsOddCharacters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("plain");
    QTest::newRow("quotes") << u"\u201csay\u201d \u2018it\u2019"_s << u"\"say\" 'it'"_s;
    QTest::newRow("dots") << u"wait\u2026"_s << u"wait..."_s;
    QTest::newRow("blanks") << u"a\u00a0b\u202fc"_s << u"a b c"_s;
    QTest::newRow("invisible") << u"a\u200bb\ufeffc\u00add\u2060e"_s << u"abcde"_s;
    QTest::newRow("direction") << u"a\u202eb\u2066c"_s << u"abc"_s;
    QTest::newRow("tags") << u"a\U000E0041b"_s << u"ab"_s;
    QTest::newRow("separator") << u"a\u2028b"_s << u"a\nb"_s;
    QTest::newRow("control") << QString(u"a\x01"_s + u"b"_s) << u"ab"_s;
    QTest::newRow("joiner between Latin letters") << u"a\u200db"_s << u"ab"_s;
}

void TestPromptViews::findsOddCharacters()
{
    QFETCH(QString, text);
    QFETCH(QString, plain);
    QVERIFY(!oddCharacters(text).empty());
    QCOMPARE(withoutOddCharacters(text), plain);
    QVERIFY(oddCharacters(plain).empty());
}

void TestPromptViews::leavesGoodCharactersAlone()
{
    for (const QString &text :
         {u"plain text\twith\r\nlines"_s, u"ÄÖÜ ñ «guillemets» – and — dashes"_s, u"👩\u200d👧 family"_s,
          u"می\u200cخواهم"_s, u"क\u094d\u200dष"_s, u"日本語 𠮷野"_s}) {
        QVERIFY2(oddCharacters(text).empty(), qPrintable(text));
        QCOMPARE(withoutOddCharacters(text), text);
    }
}

void TestPromptViews::summarisesThem()
{
    QCOMPARE(
        oddSummary(oddCharacters(u"\u201ca\u201d\u200b"_s)), u"2 × typographic quotation mark, 1 × zero-width space"_s);
    QCOMPARE(oddSummary({}), QString());
}

void TestPromptViews::keepsTextsExactly_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("line ends") << u"a\r\nb\nc\rd"_s;
    QTest::newRow("byte order mark") << u"\ufeffbegins with one"_s;
    QTest::newRow("emoji, right to left") << u"👩‍👧 שלום 𠮷\n"_s;
    QTest::newRow("trailing blanks") << u"a  \n\t\n  "_s;
    QTest::newRow("a megabyte") << u"What a longer prompt says of much.\n"_s.repeated(30'000);
    QTest::newRow("a megabyte in one line") << QString(1'000'000, u'x');
}

void TestPromptViews::keepsTextsExactly()
{
    QFETCH(QString, text);
    PromptText view(u"text"_s);
    QSignalSpy edited(&view, &PromptText::edited);
    view.setPrompt(text);
    QVERIFY(view.prompt() == text);
    QCOMPARE(edited.size(), 0); // nobody has typed
    view.setPrompt(text + u"!"_s);
    view.undo();
    QVERIFY(view.prompt() == QString(text + u"!"_s)); // what was set is where undoing ends
}

void TestPromptViews::showsOddPastesAndOffersToReplaceThem()
{
    PromptText view(u"text"_s);
    view.setPrompt(u"before "_s);
    view.show();
    view.SendScintilla(QsciScintillaBase::SCI_DOCUMENTEND);
    QSignalSpy reported(&view, &PromptText::oddPasted);
    QGuiApplication::clipboard()->setText(u"\u201ccopied\u200b\u201d"_s);
    view.paste();
    QTRY_COMPARE_WITH_TIMEOUT(reported.size(), 1, Patience);
    QVERIFY(reported[0][0].toString().contains(u"zero-width space"_s));
    QCOMPARE(view.prompt(), u"before \u201ccopied\u200b\u201d"_s); // put in as it is, and marked
    QCOMPARE(int(view.odd().size()), 3);
    view.replaceOddCharacters();
    QCOMPARE(view.prompt(), u"before \"copied\""_s);
    view.undo(); // in one step
    QCOMPARE(view.prompt(), u"before \u201ccopied\u200b\u201d"_s);
    // What is plain says nothing.
    QGuiApplication::clipboard()->setText(u"plain"_s);
    view.replaceOddCharacters();
    view.paste();
    QTest::qWait(0);
    QTRY_VERIFY_WITH_TIMEOUT(view.odd().empty(), Patience);
    QCOMPARE(reported.size(), 1);
}

void TestPromptViews::keepsCopiesOutOfHistories()
{
    PromptText view(u"text"_s);
    view.setPrompt(u"secret"_s);
    view.selectAll();
    view.copy();
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(data->text(), u"secret"_s);
    QCOMPARE(data->data(u"x-kde-passwordManagerHint"_s), QByteArray("secret"));
    std::unique_ptr<QMimeData> own(secretMimeData(u"x"_s));
    QCOMPARE(own->data(u"x-kde-passwordManagerHint"_s), QByteArray("secret"));
}

void TestPromptViews::tabLeavesTheText()
{
    QWidget window;
    auto *first = new PromptText(u"first"_s, &window);
    first->setPrompt(u"a"_s);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    first->setFocus();
    QTest::keyClick(first, Qt::Key_Tab);
    QCOMPARE(first->prompt(), u"a"_s);
}

void TestPromptViews::stylesVariablesAndRoles()
{
    PromptText view(u"text"_s);
    const QString text = u"# Head\nSystem: ä {{topic}} and {\"a\": 1}\n<content>\nplain\n"_s;
    view.setPrompt(text);
    view.SendScintilla(QsciScintillaBase::SCI_COLOURISE, 0UL, -1L);
    const auto styleAt = [&](const QString &word) {
        return int(view.SendScintilla(
            QsciScintillaBase::SCI_GETSTYLEAT,
            static_cast<unsigned long>(text.left(text.indexOf(word)).toUtf8().size())));
    };
    QCOMPARE(styleAt(u"Head"_s), int(PromptLexer::Heading));
    QCOMPARE(styleAt(u"System"_s), int(PromptLexer::Role));
    QCOMPARE(styleAt(u"ä"_s), int(PromptLexer::Plain));
    QCOMPARE(styleAt(u"{{topic"_s), int(PromptLexer::Variable));
    QCOMPARE(styleAt(u"and"_s), int(PromptLexer::Plain));
    QCOMPARE(styleAt(u"\"a\""_s), int(PromptLexer::Plain)); // braces of JSON are no variable
    QCOMPARE(styleAt(u"content"_s), int(PromptLexer::Tag));
    QCOMPARE(styleAt(u"plain"_s), int(PromptLexer::Plain));
}

static prompt::Prompt greeting()
{
    prompt::Prompt prompt = test::PromptDatabase::version(u"greeter"_s, u"1.0.0"_s);
    prompt.systemPrompt = u"Greet {{name}}."_s;
    prompt.userPrompt = u"I am {{name}}, from {{place}}."_s;
    return prompt;
}

void TestPromptViews::reportsWhatTheTokensChange()
{
    CompareView view;
    view.resize(700, 300);
    view.show();
    const QString before = u"word "_s.repeated(100);
    const QString after = before + u"more "_s.repeated(40);
    const qint64 was = prompt::estimateTokens(before).likely;
    const qint64 is = prompt::estimateTokens(after).likely;
    QSignalSpy tokens(&view, &CompareView::tokensShown);
    view.compare(before, after);
    QTRY_COMPARE_WITH_TIMEOUT(tokens.size(), 1, Patience);
    QVERIFY2(
        view.summary().contains(u"about %1 tokens before, %2 now (+%3)"_s.arg(was).arg(is).arg(is - was)),
        qPrintable(view.summary()));
    view.compare(after, before);
    QTRY_COMPARE_WITH_TIMEOUT(tokens.size(), 2, Patience);
    QVERIFY2(view.summary().contains(u"(\u2212%1)"_s.arg(is - was)), qPrintable(view.summary()));
    // What it costs, where somebody has said what a million tokens do.
    view.setInputPrice(3.0);
    view.compare(before, after);
    QTRY_COMPARE_WITH_TIMEOUT(tokens.size(), 3, Patience);
    const QString cost = QLocale().toString(double(is - was) * 0.003, 'f', 4);
    QVERIFY2(view.summary().contains(u"input of 1,000 calls: +"_s + cost), qPrintable(view.summary()));
    // The name of a model is no text for one.
    view.setCountsTokens(false);
    QSignalSpy words(&view, &CompareView::wordsShown);
    view.compare(u"one"_s, u"two"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!words.isEmpty(), Patience);
    QVERIFY2(!view.summary().contains(u"tokens"_s), qPrintable(view.summary()));
}

void TestPromptViews::reportsHowFarTheEstimateIsOff()
{
    RenderPanel panel;
    panel.show();
    panel.setPrompt(greeting());
    QTRY_VERIFY_WITH_TIMEOUT(panel.tokenWords().contains(u"estimated"_s), Patience);
    panel.setCalibration(prompt::TokenCalibration{.factor = 2, .medianError = 0.04, .p95Error = 0.11, .samples = 42});
    QTRY_VERIFY_WITH_TIMEOUT(panel.tokenWords().contains(u"42 calls"_s), Patience);
    QVERIFY2(panel.tokenWords().contains(u"half of them were within 4 %"_s), qPrintable(panel.tokenWords()));
    QVERIFY2(panel.tokenWords().contains(u"95 of 100 within 11 %"_s), qPrintable(panel.tokenWords()));
}

// The texts of two versions with the same values in their places.
void TestPromptViews::comparesWhatAModelSees()
{
    PromptDetail detail({});
    detail.resize(1000, 600);
    detail.QWidget::show();
    prompt::StoredPrompt stored{.id = u"1"_s, .state = prompt::CellState::Open, .prompt = greeting()};
    detail.show(nullptr, stored, stored.prompt);
    auto *panel = detail.render();
    QTRY_COMPARE_WITH_TIMEOUT(panel->variables()->rowCount(), 2, Patience);
    panel->variables()->setValues({{u"name"_s, u"Grace"_s}, {u"place"_s, u"York"_s}});
    prompt::Prompt older = greeting();
    older.userPrompt = u"I am {{name}}."_s;
    detail.setTab(PromptDetail::Tab::Compare);
    detail.comparison()->showOther(older);
    auto *field = detail.findChild<QComboBox *>(u"compareField"_s);
    QSignalSpy words(detail.comparison()->view(), &CompareView::wordsShown);
    field->setCurrentIndex(field->findText(u"What the model sees"_s));
    QTRY_VERIFY_WITH_TIMEOUT(!words.isEmpty(), Patience);
    QStringList lines;
    const CompareModel &model = detail.comparison()->view()->model();
    for (int row = 0; row < model.rowCount(); ++row)
        lines << model.row(row).text;
    QVERIFY2(lines.contains(u"I am Grace."_s), qPrintable(lines.join(u'\n')));
    QVERIFY2(lines.contains(u"I am Grace, from York."_s), qPrintable(lines.join(u'\n')));
    QVERIFY2(lines.contains(u"Greet Grace."_s), qPrintable(lines.join(u'\n')));
}

void TestPromptViews::rendersWithValues()
{
    RenderPanel panel;
    panel.resize(400, 500);
    panel.show();
    panel.setPrompt(greeting());
    QTRY_COMPARE_WITH_TIMEOUT(panel.variables()->rowCount(), 2, Patience);
    // Typed into the cell, as somebody would.
    const QModelIndex value = panel.variables()->index(0, VariableModel::Value);
    QVERIFY(panel.variables()->setData(value, u"Ada"_s, Qt::EditRole));
    QVERIFY(panel.variables()->setData(panel.variables()->index(1, VariableModel::Value), u"Turin"_s, Qt::EditRole));
    QTRY_VERIFY_WITH_TIMEOUT(panel.rendered().contains(u"I am Ada, from Turin."_s), Patience);
    QVERIFY(panel.rendered().contains(u"Greet Ada."_s));
    QVERIFY(panel.tokenWords().contains(u"tokens"_s));
    // Values outlive an edit of the text.
    prompt::Prompt edited = greeting();
    edited.systemPrompt += u" {{again}}"_s;
    panel.setPrompt(edited);
    QTRY_COMPARE_WITH_TIMEOUT(panel.variables()->rowCount(), 3, Patience);
    QCOMPARE(panel.variables()->values().value(u"name"_s), u"Ada"_s);
}

void TestPromptViews::namesWhatIsMissing()
{
    RenderPanel panel;
    panel.show();
    panel.setPrompt(greeting());
    auto *notes = panel.findChild<QWidget *>(u"renderNotes"_s);
    QTRY_VERIFY_WITH_TIMEOUT(notes->isVisible(), Patience);
    QVERIFY(static_cast<Banner *>(notes)->text().contains(u"name"_s));
    QTRY_VERIFY(notes->mapTo(&panel, QPoint(notes->width(), 0)).x() < panel.width()); // its edge is whole
}

void TestPromptViews::treatsBracesOfJsonAsText()
{
    RenderPanel panel;
    panel.show();
    prompt::Prompt prompt = greeting();
    prompt.systemPrompt = u"Answer {\"reply\": \"...\", \"list\": [{\"a\": {}}]} and nothing else."_s;
    prompt.userPrompt = u"{{question}}"_s;
    panel.setPrompt(prompt);
    QTRY_COMPARE_WITH_TIMEOUT(panel.variables()->rowCount(), 1, Patience);
    QTRY_VERIFY_WITH_TIMEOUT(panel.rendered().contains(prompt.systemPrompt), Patience);
}

void TestPromptViews::fillsFromARealCall()
{
    RenderPanel panel;
    panel.show();
    panel.setPrompt(greeting());
    prompt::Interaction call;
    call.input = u"I am Grace, from York."_s;
    call.success = true;
    panel.setCalls(greeting(), {call});
    auto *menu = panel.findChild<QPushButton *>(u"fromCall"_s)->menu();
    QCOMPARE(int(menu->actions().size()), 1);
    menu->actions().front()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(panel.rendered().contains(u"I am Grace, from York."_s), Patience);
    QCOMPARE(panel.variables()->values().value(u"place"_s), u"York"_s);
}

void TestPromptViews::understandsMetadata()
{
    MetadataView view;
    const QString json = u"{\"b\": [1, {\"c\": null}],\n \"a\": \"x\"}"_s;
    view.setMetadata(json);
    QCOMPARE(view.metadata(), json); // as it was written, order of keys and blanks included
    QCOMPARE(view.problem(), QString());
    QCOMPARE(view.tree()->topLevelItemCount(), 2);
    QSignalSpy edited(&view, &MetadataView::edited);
    view.findChild<QsciScintilla *>(u"metadataText"_s)->setText(u"{\n\"a\": }"_s);
    QTRY_VERIFY_WITH_TIMEOUT(view.problem().startsWith(u"Line 2: "_s), Patience);
    QCOMPARE(edited.size(), 1); // though the control told of taking away and of putting in
    view.findChild<QsciScintilla *>(u"metadataText"_s)->setText(u"[1]"_s);
    QTRY_VERIFY_WITH_TIMEOUT(view.problem().contains(u"one JSON object"_s), Patience);
}

void TestPromptViews::understandsSearches()
{
    const prompt::SearchQuery query = searchQueryOf(u"some words var:topic model:opus is:active"_s);
    QCOMPARE(query.text, u"some words"_s);
    QCOMPARE(query.variable, u"topic"_s);
    QCOMPARE(query.model, u"opus"_s);
    QVERIFY(query.activeOnly && !query.regex);
    QVERIFY(searchQueryOf(u"/a.c/"_s).regex);
    QCOMPARE(searchQueryOf(u"/a.c/"_s).text, u"a.c"_s);
    QVERIFY(!searchQueryOf(u"a/b"_s).regex);
}

void TestPromptViews::keepsDraftsEncrypted()
{
    QTemporaryDir folder;
    const QString secret = u"the hidden sentence of a draft"_s;
    PromptDraft draft;
    draft.rowId = u"row-1"_s;
    draft.baseRevision = u"7"_s;
    draft.base = greeting();
    draft.wanted = greeting();
    draft.wanted.systemPrompt = secret + u"\r\n\ufeff👩"_s;
    draft.at = QDateTime::currentDateTimeUtc();
    {
        DraftJournal journal(folder.path());
        journal.keep(u"db"_s, u"t"_s, draft, ringOf('a'));
        journal.keep(u"other db"_s, u"t"_s, draft, ringOf('a'));
    } // the program ends, or is killed after this was on disk
    int files = 0;
    QDirIterator it(folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        ++files;
        const QByteArray all = file.readAll();
        for (const QByteArray &part :
             {secret.toUtf8(), QByteArray("hidden"), QByteArray("greeter"), QByteArray("row-1")})
            QVERIFY2(!all.contains(part), part.constData());
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }
    QCOMPARE(files, 2);
    DraftJournal again(folder.path());
    std::vector<PromptDraft> found;
    bool answered = false;
    const auto read = [&](const DraftJournal::Ring &keys) {
        answered = false;
        again.restore(u"db"_s, u"t"_s, keys, [&](const std::vector<PromptDraft> &drafts) {
            found = drafts;
            answered = true;
        });
        return QTest::qWaitFor([&] { return answered; }, Patience);
    };
    QVERIFY(read(ringOf('b'))); // another key: nothing opens, and nothing is thrown away
    QVERIFY(found.empty());
    QVERIFY(read(ringOf('a')));
    QCOMPARE(int(found.size()), 1);
    QVERIFY(found[0].wanted.systemPrompt == draft.wanted.systemPrompt);
    QCOMPARE(found[0].baseRevision, u"7"_s);
    again.forget(u"db"_s, u"t"_s, u"row-1"_s);
    QVERIFY(read(ringOf('a')));
    QVERIFY(found.empty());
}

void TestPromptViews::keepsNoDraftWithoutAKey()
{
    QTemporaryDir folder;
    DraftJournal journal(folder.path());
    PromptDraft draft;
    draft.rowId = u"r"_s;
    draft.wanted.systemPrompt = u"secret"_s;
    journal.keep(u"db"_s, u"t"_s, draft, std::make_shared<const prompt::KeyRing>());
    journal.flush();
    QVERIFY(QDir(folder.path()).isEmpty());
    QVERIFY(journal.problem().contains(u"no key"_s)); // and it is said
}

void TestPromptViews::plansExports()
{
    std::vector<prompt::StoredPrompt> prompts(2);
    prompts[0].prompt = greeting();
    prompts[1].prompt = test::PromptDatabase::version(u"judge"_s, u"2.0.0"_s, true);
    for (prompt::StoredPrompt &one : prompts)
        one.state = prompt::CellState::Plain;
    const auto planOf = [&prompts](std::optional<prompt::ExchangeFormat> format) {
        return operations::planPromptExport(prompts, {.format = format, .folder = {}, .distinguishesLiteLlm = true});
    };
    const auto ours = planOf({});
    QVERIFY(ours);
    QCOMPARE(int(ours->files.size()), 2);
    QVERIFY(ours->losses.empty());
    const auto langfuse = planOf(prompt::ExchangeFormat::Langfuse);
    QVERIFY(langfuse);
    QCOMPARE(int(langfuse->files.size()), 1);
    for (const auto format :
         {prompt::ExchangeFormat::Prompty, prompt::ExchangeFormat::GitHub, prompt::ExchangeFormat::LiteLlm}) {
        const auto plan = planOf(format);
        QVERIFY(plan);
        QCOMPARE(int(plan->files.size()), 2);
        QVERIFY(!plan->losses.empty()); // none of them holds a version's state
        QCOMPARE(
            operations::exchangeFormatOfFile(plan->files[0].name),
            std::optional(format)); // and comes back as what it was
    }
}

HOWDAH_UI_TEST_MAIN(TestPromptViews)
#include "tst_promptviews.moc"
