// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptui/promptpagefixture.h"

#include "prompt/promptfile.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::PromptDatabase;

// What the page compares a prompt with.
class TestPromptCompare final : public QObject, test::PromptPageFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void comparesWithFileAndDatabase();
    void theComparisonStaysWithItsPrompt();
    void aNewVersionIsComparedWithTheActiveOne();
};

void TestPromptCompare::comparesWithFileAndDatabase()
{
    seedCoach();
    openPage();
    detail()->setTab(PromptDetail::Tab::Compare);
    // With another version: the one before, by itself.
    QTRY_VERIFY_WITH_TIMEOUT(detail()->comparison()->view()->model().rows(), Patience);
    QCOMPARE(detail()->comparison()->source(), idOf(u"coach-v1.9.0"_s));
    QTRY_VERIFY_WITH_TIMEOUT(detail()->comparison()->view()->model().rows()->worded, Patience);
    QCOMPARE(
        detail()->comparison()->view()->model().rows()->rows[0].text.trimmed(),
        u"The secret of coach 1.9.0 (no line ending)"_s);
    // With a file.
    prompt::Prompt other = PromptDatabase::version(u"coach"_s, u"1.10.0"_s);
    other.systemPrompt = u"From a file."_s;
    part<PromptComparison>()->withFile(pageFile(u"coach.prompt"_s, *prompt::promptFileText(other)));
    QTRY_COMPARE_WITH_TIMEOUT(
        detail()->comparison()->source(), u"file:"_s + m_folder->filePath(u"coach.prompt"_s), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(
        detail()->comparison()->view()->model().rows()
            && detail()->comparison()->view()->model().rows()->rows[0].text.startsWith(u"From a file."_s),
        Patience);
    // With another database, decrypted with the same keys; equal texts are equal whatever their ciphertext.
    const QString uri = m_stalls->blocking([this] {
        test::PromptDatabase second(*m_server);
        second.seed({PromptDatabase::version(u"coach"_s, u"1.10.0"_s)}, ring());
        return second.uri();
    });
    part<PromptComparison>()->withDatabase(uri);
    QTRY_VERIFY_WITH_TIMEOUT(detail()->comparison()->source().startsWith(u"database:"_s), Patience);
    QTRY_VERIFY_WITH_TIMEOUT(
        detail()->comparison()->view()->model().rows() && detail()->comparison()->view()->model().rows()->same,
        Patience);
    QVERIFY(shownText().contains(u"No differences"_s));
}

// Each prompt is compared with itself, whatever was chosen for the one that was shown before.
void TestPromptCompare::theComparisonStaysWithItsPrompt()
{
    seedCoach();
    openPage();
    QCOMPARE(detail()->comparison()->source(), idOf(u"coach-v1.9.0"_s));
    QVERIFY(select(u"judge-v0.1.0"_s));
    QCOMPARE(detail()->comparison()->source(), idOf(u"judge-v0.1.0"_s)); // there is no other
    detail()->setTab(PromptDetail::Tab::Compare);
    QTRY_VERIFY_WITH_TIMEOUT(
        detail()->comparison()->view()->model().rows() && detail()->comparison()->view()->model().rows()->same,
        Patience);
    QVERIFY(select(u"coach-v1.9.0"_s));
    QCOMPARE(detail()->comparison()->source(), idOf(u"coach-v1.10.0"_s)); // the active one
    QTRY_VERIFY_WITH_TIMEOUT(
        detail()->comparison()->view()->model().rows() && !detail()->comparison()->view()->model().rows()->same,
        Patience);
    QVERIFY(detail()->comparison()->view()->model().rows()->rows[0].text.contains(u"coach"_s));
    // A choice holds for the versions of one prompt.
    detail()->comparison()->setSource(idOf(u"judge-v0.1.0"_s));
    QVERIFY(select(u"coach-v1.10.0"_s));
    QCOMPARE(detail()->comparison()->source(), idOf(u"judge-v0.1.0"_s));
}

// 1.10.0 is active, and compared with the one before it; a version that is made of it is compared with what is active.
void TestPromptCompare::aNewVersionIsComparedWithTheActiveOne()
{
    seedCoach();
    openPage();
    detail()->setTab(PromptDetail::Tab::Compare);
    QTRY_COMPARE_WITH_TIMEOUT(detail()->comparison()->source(), idOf(u"coach-v1.9.0"_s), Patience);
    trigger(u"Save as a new minor version"_s);
    QTRY_COMPARE_WITH_TIMEOUT(detail()->stored().prompt.version, u"1.11.0"_s, Patience);
    settle();
    QTRY_COMPARE_WITH_TIMEOUT(detail()->comparison()->source(), idOf(u"coach-v1.10.0"_s), Patience);
    // Back on the active one it is the one before again; what is chosen by hand stays.
    QVERIFY(select(u"coach-v1.10.0"_s));
    QCOMPARE(detail()->comparison()->source(), idOf(u"coach-v1.9.0"_s));
}

HOWDAH_PROMPT_TEST_MAIN(TestPromptCompare)
#include "tst_promptcompare.moc"
