// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compareview.h"
#include "common/theme.h"
#include "support/turnmeter.h"
#include "support/watchdog.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QListView>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

constexpr int Patience = 60'000;

QString manyLines(int count, const QString &word)
{
    QString text;
    for (int i = 0; i < count; ++i)
        text += u"Line %1 says %2 of what a longer prompt says.\n"_s.arg(i).arg(word);
    return text;
}

} // namespace

// Two texts line by line and word by word, of any size.
class TestCompareView final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light); }
    void comparesLinesAndWords();
    void standsSideBySide();
    void foldsWhatIsEqual();
    void showsLineEnds();
    void comparesAMegabyteWithoutStalling();
    void stepsFromChangeToChange();

private:
    std::unique_ptr<Theme> m_theme;
};

void TestCompareView::comparesLinesAndWords()
{
    const prompt::Diff diff = prompt::lineDiff(u"one\ntwo words here\nthree\n"_s, u"one\ntwo other here\nthree\n"_s);
    const auto rows = compareRows(diff, 80, CompareDetail::Words);
    QCOMPARE(int(rows->rows.size()), 4);
    QCOMPARE(rows->added, 1);
    QCOMPARE(rows->removed, 1);
    const CompareRow &removed = rows->rows[1];
    const CompareRow &added = rows->rows[2];
    QCOMPARE(removed.text, u"two words here"_s);
    QCOMPARE(removed.spans, (std::vector<CompareSpan>{{4, 5}}));
    QCOMPARE(added.spans, (std::vector<CompareSpan>{{4, 5}}));
    QCOMPARE(removed.oldLine, 2);
    QCOMPARE(added.newLine, 2);
    QVERIFY(compareRows(diff, 80, CompareDetail::Lines)->rows[1].spans.empty());
    // Of a line that is mostly another one no word is marked; the one beside it keeps its marks.
    const auto rewritten = compareRows(
        prompt::lineDiff(
            u"You are a coach\nBe kind to all of them\n"_s, u"Answer as a judge\nBe fair to all of them\n"_s),
        80, CompareDetail::Words);
    for (const CompareRow &row : rewritten->rows)
        QCOMPARE(row.spans.empty(), !row.text.startsWith(u"Be "_s));
    QVERIFY(compareRows(prompt::lineDiff(u"a\n"_s, u"a\n"_s), 80, CompareDetail::Words)->same);
}

// What was at the left, what is at the right, line by line; a line that has no counterpart stands alone.
void TestCompareView::standsSideBySide()
{
    const prompt::Diff diff =
        prompt::lineDiff(u"one\ntwo words here\nthree\n"_s, u"one\ntwo other here\nand more\nthree\n"_s);
    const auto rows = compareRows(diff, 80, CompareDetail::Words);
    QCOMPARE(pairsOf(*rows), (std::vector<ComparePair>{{0, 0}, {1, 2}, {-1, 3}, {4, 4}}));
    // Broken lines stay beside their counterparts.
    const auto narrow = compareRows(
        prompt::lineDiff(u"a line that is much longer than twenty letters\nlast\n"_s, u"a short line\nfinal\n"_s), 20,
        CompareDetail::Lines);
    const std::vector<ComparePair> pairs = pairsOf(*narrow);
    const auto textOf = [&narrow](int row) { return row < 0 ? QString() : narrow->rows[size_t(row)].text; };
    QCOMPARE(textOf(pairs.front().right), u"a short line"_s);
    QCOMPARE(textOf(pairs[1].right), QString());
    QCOMPARE(textOf(pairs.back().left), u"last"_s);
    QCOMPARE(textOf(pairs.back().right), u"final"_s);

    CompareView view;
    view.resize(900, 300);
    view.show();
    QSignalSpy words(&view, &CompareView::wordsShown);
    view.compare(u"one\ntwo words here\nthree\n"_s, u"one\ntwo other here\nand more\nthree\n"_s);
    QTRY_VERIFY_WITH_TIMEOUT(words.size() > 0, Patience);
    QCOMPARE(view.model().rowCount(), 5);
    words.clear();
    view.actions().constLast()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(words.size() > 0, Patience);
    QVERIFY(view.model().isSideBySide());
    QCOMPARE(view.model().rowCount(), 4);
    QCOMPARE(
        view.model().index(1).data(Qt::AccessibleTextRole).toString(),
        u"removed: two words here, added: two other here"_s);
    view.actions()[0]->trigger(); // to the change
    auto *list = view.findChild<QListView *>(u"compareRows"_s);
    QCOMPARE(list->currentIndex().row(), 1);
    list->actions().front()->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"-two words here\n+two other here"_s);
    QVERIFY(!view.grab().isNull());
}

void TestCompareView::foldsWhatIsEqual()
{
    const QString before = manyLines(100, u"much"_s);
    QString after = before;
    after.replace(u"Line 50 "_s, u"Line fifty "_s);
    const auto rows = compareRows(prompt::lineDiff(before, after), 200, CompareDetail::Lines);
    // Folded, three lines, the change, three lines, folded.
    QCOMPARE(int(rows->rows.size()), 1 + 3 + 2 + 3 + 1);
    QCOMPARE(rows->rows.front().count, 47);
    QVERIFY(rows->rows.front().folded && rows->rows.back().folded);
    // Long lines are broken behind blanks, and nothing of them is lost.
    const auto narrow = compareRows(prompt::lineDiff(QString(), before), 20, CompareDetail::Lines);
    QString all;
    for (const CompareRow &row : narrow->rows) {
        QVERIFY(row.text.size() <= 21);
        all += row.text;
    }
    QCOMPARE(all, QString(before).remove(u'\n'));
}

void TestCompareView::showsLineEnds()
{
    const auto rows = compareRows(prompt::lineDiff(u"a\nb\n"_s, u"a\r\nb"_s), 80, CompareDetail::Words);
    QStringList texts;
    for (const CompareRow &row : rows->rows)
        texts << row.text;
    QVERIFY2(texts.contains(u"a \u240d\u240a"_s), qPrintable(texts.join(u'|')));
    QVERIFY2(texts.contains(u"b (no line ending)"_s), qPrintable(texts.join(u'|')));
}

void TestCompareView::comparesAMegabyteWithoutStalling()
{
    const QString before = manyLines(20'000, u"much"_s);
    QString after = before;
    for (int i = 0; i < 20'000; i += 10)
        after.replace(u"Line %1 says much"_s.arg(i), u"Line %1 says more"_s.arg(i));
    QVERIFY(before.size() > 900'000);
    CompareView view;
    view.resize(900, 600);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QSignalSpy lines(&view, &CompareView::linesShown);
    QSignalSpy words(&view, &CompareView::wordsShown);
    test::StallWatchdog watchdog;
    QElapsedTimer timer;
    timer.start();
    view.compare(before, after);
    QTRY_VERIFY_WITH_TIMEOUT(lines.size() > 0, Patience);
    qInfo("a megabyte against a megabyte: lines shown after %lld ms", timer.elapsed());
    QTRY_VERIFY_WITH_TIMEOUT(words.size() > 0, Patience);
    qInfo("words after %lld ms, longest stall %lld ms", timer.elapsed(), watchdog.longestStallMs());
    QCOMPARE(int(view.model().rows()->hunks.size()), 2000);
    // One line of a megabyte, too.
    lines.clear();
    view.compare(QString(1'000'000, u'x'), QString(1'000'000, u'y'));
    QTRY_VERIFY_WITH_TIMEOUT(lines.size() > 0, Patience);
    QVERIFY(!view.model().rows()->same);
}

void TestCompareView::stepsFromChangeToChange()
{
    CompareView view;
    view.resize(700, 300);
    view.show();
    QString before = manyLines(60, u"much"_s);
    QString after = before;
    after.replace(u"Line 5 "_s, u"Line five "_s).replace(u"Line 50 "_s, u"Line fifty "_s);
    QSignalSpy words(&view, &CompareView::wordsShown);
    view.compare(before, after);
    QTRY_VERIFY_WITH_TIMEOUT(words.size() > 0, Patience);
    auto *list = view.findChild<QListView *>(u"compareRows"_s);
    view.actions()[0]->trigger();
    QCOMPARE(list->currentIndex().row(), view.model().rows()->hunks[0]);
    view.actions()[0]->trigger();
    QCOMPARE(list->currentIndex().row(), view.model().rows()->hunks[1]);
    view.actions()[1]->trigger();
    QCOMPARE(list->currentIndex().row(), view.model().rows()->hunks[0]);
    QVERIFY(list->currentIndex().data(Qt::AccessibleTextRole).toString().startsWith(u"removed: "_s));
    list->selectAll();
    QTest::keyClick(list, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"+Line five "_s));
    QCOMPARE(QGuiApplication::clipboard()->mimeData()->data(u"x-kde-passwordManagerHint"_s), QByteArray("secret"));
}

HOWDAH_UI_TEST_MAIN(TestCompareView)
#include "tst_compareview.moc"
