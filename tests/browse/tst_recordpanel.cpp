// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/record/recorddelegate.h"
#include "browse/inspector/recordpanel.h"
#include "value/valuetext.h"
#include "common/statestack.h"
#include "support/turnmeter.h"
#include "support/watchdog.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QListView>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

using Category = data::TypeCategory;

struct Sample
{
    std::vector<data::ColumnShape> columns;
    RecordValues values;

    Sample &add(const QString &name, std::optional<QByteArray> value, Category category = Category::Text)
    {
        columns.push_back({.name = name, .type = u"text"_s, .category = category});
        values.push_back(std::move(value));
        return *this;
    }
};

struct Fixture
{
    RecordPanel panel;

    explicit Fixture(const Sample &sample)
    {
        panel.resize(360, 500);
        panel.show();
        panel.setRecord(sample.columns, sample.values);
        settle();
    }

    [[nodiscard]] QListView *view() const { return panel.view(); }
    void select(int row) { view()->setCurrentIndex(view()->model()->index(row, 0)); }
    [[nodiscard]] QAction *action(int number) const { return panel.paletteActions().at(number); }
    // Until nothing more is laid out: a paint may find heights that need another layout.
    void settle() const
    {
        for (int turn = 0; turn < 20; ++turn) {
            view()->grab();
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        }
    }
    [[nodiscard]] QRect place(int row) const { return view()->visualRect(view()->model()->index(row, 0)); }
    [[nodiscard]] int hintedHeight(int row) const
    {
        return view()->itemDelegate()->sizeHint({}, view()->model()->index(row, 0)).height();
    }
};

QString clipboard() { return QGuiApplication::clipboard()->text(); }

QByteArray wordy(qsizetype bytes)
{
    QByteArray text;
    text.reserve(bytes + 40);
    while (text.size() < bytes)
        text += "0123456789 lorem ipsum dolor sit amet, ";
    text.truncate(bytes);
    return text;
}

} // namespace

class TestRecordPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theModelKeepsTheRules();
    void textIsShownAsItIs_data();
    void textIsShownAsItIs();
    void longTextIsCutBetweenCharacters();
    void jsonIsLaidOutWithoutTouchingItsTokens_data();
    void jsonIsLaidOutWithoutTouchingItsTokens();
    void piecesCoverTheTextInOrder_data();
    void piecesCoverTheTextInOrder();
    void copyingGivesTheServersText();
    void theLayoutOfJsonNeverReachesTheClipboard();
    void theButtonCopiesTheValueThatItStandsAt();
    void itemsAreAsHighAsTheirText();
    void aLongValueIsShownToItsEnd();
    void anotherRowKeepsThePlace();
    void statesComeAndGo();
    void manyColumnsAndAnEnormousValueDoNotStall();
};

void TestRecordPanel::theModelKeepsTheRules()
{
    RecordModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const Sample sample = Sample().add(u"id"_s, "1").add(u"name"_s, std::nullopt).add(u"note"_s, "");
    model.setRecord(sample.columns, sample.values);
    QCOMPARE(model.rowCount(), 3);
    const auto value = [&model](int row, int role) { return model.index(row).data(role); };
    QCOMPARE(value(0, RecordModel::ValueRole), QVariant("1"_ba));
    QVERIFY(!value(1, RecordModel::ValueRole).isValid());
    QVERIFY(value(2, RecordModel::ValueRole).isValid());
    QCOMPARE(value(1, Qt::AccessibleTextRole).toString(), u"name: NULL"_s);
    QCOMPARE(value(2, Qt::AccessibleTextRole).toString(), u"note: empty"_s);
    model.setRecord(sample.columns, {"2", "b"}); // one too few
    QCOMPARE(value(1, RecordModel::ValueRole), QVariant("b"_ba));
    QVERIFY(!value(2, RecordModel::ValueRole).isValid());
    model.setRecord(Sample().add(u"other"_s, "x").columns, {"x", "y", "z"}); // too many
    QCOMPARE(model.rowCount(), 1);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.copyAllText(), QByteArray());
}

void TestRecordPanel::textIsShownAsItIs_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("shown");
    QTest::newRow("lines and tabs") << "a\n\tb\n"_ba << u"a\n\tb\n"_s;
    QTest::newRow("line ends of another system") << "a\r\nb"_ba << u"a\nb"_s;
    QTest::newRow("a lone return") << "a\rb"_ba << u"a␍b"_s;
    QTest::newRow("control characters") << "a\x01\x1b[31m\x7f"_ba << u"a␁␛[31m␡"_s;
    QTest::newRow("overrides") << u"exe\u202etxt\u2066"_s.toUtf8() << u"exe�txt�"_s;
    QTest::newRow("separators of Unicode") << u"a\u2028b\u2029"_s.toUtf8() << u"a⏎b⏎"_s;
    QTest::newRow("markup") << "<b>x</b>&amp;"_ba << u"<b>x</b>&amp;"_s;
}

void TestRecordPanel::textIsShownAsItIs()
{
    QFETCH(const QByteArray, value);
    QFETCH(const QString, shown);
    const ShownText text = shownText(value);
    QCOMPARE(text.text, shown);
    QVERIFY(!text.cut);
}

void TestRecordPanel::longTextIsCutBetweenCharacters()
{
    const auto check = [](const QString &whole, qsizetype most, const QString &expected, bool cut) {
        const ShownText shown = shownText(whole.toUtf8(), most);
        QCOMPARE(shown.text, expected);
        QCOMPARE(shown.cut, cut);
    };
    check(u"abc"_s, 3, u"abc"_s, false);
    check(u"abcd"_s, 3, u"abc"_s, true);
    check(u"äöüß"_s, 3, u"äöü"_s, true);
    check(u"日本語文"_s, 3, u"日本語"_s, true);
    check(u"🐘🐘"_s, 4, u"🐘🐘"_s, false);
    check(u"🐘🐘"_s, 3, u"🐘"_s, true);
    check(u"🐘🐘"_s, 1, QString(), true);
    check(QString(), 3, QString(), false);
}

void TestRecordPanel::jsonIsLaidOutWithoutTouchingItsTokens_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("laidOut");
    QTest::newRow("object") << u"{\"b\": 1, \"a\": [1,2]}"_s << u"{\n  \"b\": 1,\n  \"a\": [\n    1,\n    2\n  ]\n}"_s;
    QTest::newRow("doubles of keys stay") << u"{\"a\":1,\"a\":2}"_s << u"{\n  \"a\": 1,\n  \"a\": 2\n}"_s;
    QTest::newRow("numbers keep their digits")
        << u"[1.0000000000000000001, 1e400, -0.0]"_s << u"[\n  1.0000000000000000001,\n  1e400,\n  -0.0\n]"_s;
    QTest::newRow("brackets in texts") << u"[\"a, {b}: \\\"[\\\\\"]"_s << u"[\n  \"a, {b}: \\\"[\\\\\"\n]"_s;
    QTest::newRow("empty") << u"{\"a\": {}, \"b\": [ ]}"_s << u"{\n  \"a\": {},\n  \"b\": []\n}"_s;
    QTest::newRow("scalar") << u"\"x\""_s << u"\"x\""_s;
    QTest::newRow("cut off") << u"{\"a\": [1, \"be"_s << u"{\n  \"a\": [\n    1,\n    \"be"_s;
    QTest::newRow("too many ends") << u"]]]}"_s << u"\n]\n]\n]\n}"_s;
}

void TestRecordPanel::jsonIsLaidOutWithoutTouchingItsTokens()
{
    QFETCH(const QString, json);
    QFETCH(const QString, laidOut);
    QCOMPARE(layOutJson(json), laidOut);
    // Hostile nesting costs no more than what is shown.
    const QString deep = layOutJson(QString(50'000, u'['), 100'000);
    QVERIFY(deep.size() <= 100'000);
}

void TestRecordPanel::piecesCoverTheTextInOrder_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("short") << u"abc"_s;
    QTest::newRow("one long line") << QString(100, u'x');
    QTest::newRow("lines") << u"ab\n"_s.repeated(40);
    QTest::newRow("only line breaks") << QString(50, u'\n');
    QTest::newRow("words") << u"lorem ipsum "_s.repeated(10);
    QTest::newRow("elephants") << u"🐘"_s.repeated(40);
    QTest::newRow("marks") << u"e"_s + QString(60, QChar(0x301));
}

void TestRecordPanel::piecesCoverTheTextInOrder()
{
    QFETCH(const QString, text);
    qsizetype at = 0;
    for (const TextPiece &piece : piecesOf(text, 9)) {
        QCOMPARE(piece.from, at);
        QVERIFY(piece.length > 0 && piece.length <= 9);
        QVERIFY(at == 0 || !text[at].isLowSurrogate());
        at += piece.length;
    }
    QCOMPARE(at, text.size());
}

void TestRecordPanel::copyingGivesTheServersText()
{
    const QByteArray big = wordy(3'000'000);
    Fixture f(Sample()
                  .add(u"id"_s, "1")
                  .add(u"prompt"_s, "two\nlines\x01 \xd7\xa9")
                  .add(u"gone"_s, std::nullopt)
                  .add(u"empty"_s, "")
                  .add(u"flag"_s, "t", Category::Boolean)
                  .add(u"big"_s, big));
    f.view()->setFocus();
    const QStringList expected{u"1"_s, u"two\nlines\x01 ש"_s, u"NULL"_s, QString(), u"t"_s, QString::fromUtf8(big)};
    for (int row = 0; row < int(expected.size()); ++row) {
        QGuiApplication::clipboard()->setText(u"before"_s);
        f.select(row);
        QTest::keyClick(f.view(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY2(clipboard() == expected[row], qPrintable(u"row %1"_s.arg(row)));
    }
    QTest::keyClick(f.view(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(
        clipboard(),
        u"id: 1\nprompt: two\nlines\x01 ש\ngone: NULL\nempty: \nflag: t\nbig: "_s + QString::fromUtf8(big) + u'\n');
}

void TestRecordPanel::theLayoutOfJsonNeverReachesTheClipboard()
{
    const QByteArray json = "{\"b\":1,\"a\":[1,2,3]}";
    Fixture f(Sample().add(u"plain"_s, json).add(u"config"_s, json, Category::Json));
    QAction *layOut = f.action(2);
    QVERIFY(layOut->isVisible());
    const int plain = f.place(0).height();
    const int oneLine = f.place(1).height();
    QCOMPARE(oneLine, plain);
    layOut->setChecked(true);
    f.settle();
    QVERIFY(f.place(1).height() > oneLine);
    QCOMPARE(f.place(0).height(), plain); // text that looks like JSON is text
    f.select(1);
    f.action(0)->trigger();
    QCOMPARE(clipboard(), QString::fromUtf8(json));
    f.action(1)->trigger();
    QVERIFY(clipboard().contains(QString::fromUtf8(json)));
    layOut->setChecked(false);
    f.settle();
    QCOMPARE(f.place(1).height(), oneLine);
    // Nothing to lay out, nothing to press.
    const Sample other = Sample().add(u"id"_s, "1");
    f.panel.setRecord(other.columns, other.values);
    QVERIFY(!layOut->isVisible());
}

void TestRecordPanel::theButtonCopiesTheValueThatItStandsAt()
{
    Fixture f(Sample().add(u"a"_s, "first").add(u"b"_s, "second"));
    auto *button = f.view()->viewport()->findChild<QToolButton *>();
    QVERIFY(button->isVisible());
    QVERIFY(!button->toolTip().isEmpty());
    QCOMPARE(button->geometry(), RecordDelegate::buttonRect(f.place(0)));
    f.select(1);
    f.settle();
    QCOMPARE(button->geometry(), RecordDelegate::buttonRect(f.place(1)));
    button->click();
    QCOMPARE(clipboard(), u"second"_s);
    QTest::mouseMove(f.view()->viewport(), f.place(0).center());
    QTRY_COMPARE(button->geometry(), RecordDelegate::buttonRect(f.place(0)));
    f.panel.clear();
    QVERIFY(!button->isVisible());
}

void TestRecordPanel::itemsAreAsHighAsTheirText()
{
    Sample sample;
    sample.add(u"id"_s, "1").add(u"wrapped"_s, wordy(500)).add(u"lines"_s, "a\nb\nc\nd");
    sample.add(u"wide"_s, u"日本語文字列"_s.repeated(20).toUtf8()).add(u"long"_s, wordy(50'000)).add(u"last"_s, "x");
    Fixture f(sample);
    for (int step = 0; step < 200; ++step) {
        f.view()->verticalScrollBar()->setValue(step * f.view()->viewport()->height() / 2);
        f.view()->grab();
        QCoreApplication::processEvents();
    }
    f.settle();
    for (int row = 0; row < int(sample.columns.size()); ++row) {
        QCOMPARE(f.place(row).height(), f.hintedHeight(row));
        if (row > 0)
            QCOMPARE(f.place(row).top(), f.place(row - 1).bottom() + 1);
    }
    const int step = QFontMetrics(f.view()->font()).lineSpacing();
    QVERIFY(f.place(2).height() >= f.place(0).height() + 3 * (step - 3));
    QVERIFY(f.place(1).height() > f.place(0).height());
    // The bottom is reached, and the last value stands there.
    f.view()->scrollToBottom();
    f.settle();
    QVERIFY(f.view()->viewport()->rect().contains(f.place(5).center()));
}

// A view's items are usually not higher than 32,767 pixels.
void TestRecordPanel::aLongValueIsShownToItsEnd()
{
    Fixture f(Sample().add(u"long"_s, "line\n"_ba.repeated(30'000)).add(u"last"_s, "x"));
    QVERIFY(f.place(0).height() > 100'000);
    f.view()->scrollToBottom();
    f.settle();
    QCOMPARE(f.place(1).top(), f.place(0).bottom() + 1);
    const QImage seen = f.view()->viewport()->grab().toImage();
    const int bottom = f.place(0).bottom();
    QVERIFY(seen.rect().contains(40, bottom));
    // Above the note stands text, in every part of it.
    for (int y = 0; y + 60 < bottom; y += 40) {
        bool ink = false;
        for (int x = 16; x < 40; ++x) {
            for (int line = y; line < y + 40; ++line)
                ink = ink || seen.pixel(x, line) != seen.pixel(2, line);
        }
        QVERIFY2(ink, qPrintable(u"nothing at %1"_s.arg(y)));
    }
}

void TestRecordPanel::anotherRowKeepsThePlace()
{
    Sample sample;
    for (int i = 0; i < 60; ++i)
        sample.add(u"column %1"_s.arg(i), "value");
    Fixture f(sample);
    f.select(40);
    f.view()->verticalScrollBar()->setValue(700);
    f.settle();
    sample.values[40] = "another";
    f.panel.setRecord(sample.columns, sample.values);
    f.settle();
    QCOMPARE(f.view()->currentIndex().row(), 40);
    QCOMPARE(f.view()->verticalScrollBar()->value(), 700);
    f.action(0)->trigger();
    QCOMPARE(clipboard(), u"another"_s);
}

void TestRecordPanel::statesComeAndGo()
{
    Fixture f(Sample().add(u"id"_s, "1"));
    StateStack *states = f.panel.states();
    QCOMPARE(states->state(), StateStack::State::Filled);
    f.panel.setLoading();
    QCOMPARE(states->state(), StateStack::State::Loading);
    bool retried = false;
    f.panel.setError(makeError(ErrorKind::Connection, u"lost"_s), [&retried] { retried = true; });
    QCOMPARE(states->state(), StateStack::State::Failed);
    f.panel.clear();
    QCOMPARE(states->state(), StateStack::State::Empty);
    QVERIFY(!f.action(0)->isEnabled());
    QVERIFY(!f.action(1)->isEnabled());
    f.panel.setRecord(Sample().add(u"id"_s, "2").columns, {"2"});
    QCOMPARE(states->state(), StateStack::State::Filled);
    QVERIFY(f.action(0)->isEnabled());
    QVERIFY(!retried);
}

// A generous bound, for sanitizers and busy machines; laying out every value would take far longer. The figure is in
// the output.
void TestRecordPanel::manyColumnsAndAnEnormousValueDoNotStall()
{
    Sample sample;
    sample.add(u"enormous"_s, wordy(50'000'000));
    const QByteArray prose = wordy(20'000);
    for (int i = 1; i < 1'600; ++i)
        sample.add(u"column %1"_s.arg(i), i % 3 ? prose : "short"_ba);
    Fixture f(Sample().add(u"id"_s, "1"));
    howdah::test::StallWatchdog watchdog;
    QTest::qWait(1);
    watchdog.reset();
    f.panel.setRecord(sample.columns, sample.values);
    f.settle();
    for (const double share : {0.001, 0.2, 0.5, 0.9, 1.0}) {
        QScrollBar *bar = f.view()->verticalScrollBar();
        bar->setValue(int(bar->maximum() * share));
        QCoreApplication::processEvents();
    }
    qInfo("longest stall: %lld ms", watchdog.longestStallMs());
    QVERIFY(watchdog.longestStallMs() < 1'000);
    f.view()->scrollToTop();
    f.select(0);
    f.action(0)->trigger();
    QCOMPARE(clipboard().size(), 50'000'000);
}

HOWDAH_UI_TEST_MAIN(TestRecordPanel)
#include "tst_recordpanel.moc"
