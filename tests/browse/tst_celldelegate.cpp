// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later

#include "common/theme.h"
#include "support/turnmeter.h"
#include "value/celldelegate.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QStyleOptionViewItem>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

struct Cell
{
    QString text;
    data::TypeCategory category = data::TypeCategory::Text;
    bool null = false;
    bool truncated = false;
    bool loading = false;
};

constexpr QSize CellSize{240, 26};

QImage painted(const Cell &cell, ColorScheme scheme = ColorScheme::Light, QStyle::State state = QStyle::State_Enabled)
{
    QStandardItemModel model(1, 1);
    const QModelIndex index = model.index(0, 0);
    model.setData(index, cell.text, Qt::DisplayRole);
    model.setData(index, int(cell.category), CategoryRole);
    model.setData(index, cell.null, IsNullRole);
    model.setData(index, cell.truncated, IsTruncatedRole);
    model.setData(index, cell.loading, IsLoadingRole);
    QStyleOptionViewItem option;
    option.rect = QRect(QPoint(), CellSize);
    option.palette = paletteFor(scheme);
    option.state = state;
    QImage image(CellSize, QImage::Format_RGB32);
    image.fill(option.palette.color(QPalette::Base));
    QPainter painter(&image);
    CellDelegate().paint(&painter, option, index);
    return image;
}

// The first and last column that is not background.
std::pair<int, int> ink(const QImage &image)
{
    const QRgb ground = image.pixel(0, 0);
    std::pair found{-1, -1};
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixel(x, y) == ground)
                continue;
            if (found.first < 0)
                found.first = x;
            found.second = x;
            break;
        }
    }
    return found;
}

} // namespace

class TestCellDelegate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aValueIsOneLine_data();
    void aValueIsOneLine();
    void longValuesAreCutBetweenCharacters();
    void nothingLooksLikeAnotherNothing();
    void numbersStandRightAndTextLeft();
    void truncatedValuesSaySo();
    void selectedTextIsReadable();
    void theWidthFitsTheText();
};

void TestCellDelegate::aValueIsOneLine_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << u"abc"_s << u"abc"_s;
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("line breaks") << u"a\nb\r\nc"_s << u"a↵b␍↵c"_s;
    QTest::newRow("tab") << u"a\tb"_s << u"a⇥b"_s;
    QTest::newRow("bell, escape, delete") << u"\a\x1b\x7f"_s << u"␇␛␡"_s;
    QTest::newRow("overrides") << u"exe\u202etxt\u202c \u2066x\u2069"_s << u"exe�txt� �x�"_s;
    QTest::newRow("letters from the right stay") << u"שלום"_s << u"שלום"_s;
}

void TestCellDelegate::aValueIsOneLine()
{
    QFETCH(const QString, value);
    QFETCH(const QString, shown);
    QCOMPARE(singleLine(value), shown);
    QCOMPARE(CellDelegate().displayText(value, QLocale()), shown);
}

void TestCellDelegate::longValuesAreCutBetweenCharacters()
{
    QCOMPARE(singleLine(QString(300, u'x')), QString(300, u'x'));
    QCOMPARE(singleLine(QString(301, u'x')), QString(300, u'x') + u'…');
    const QString elephants = u"🐘🐘🐘"_s;
    QCOMPARE(singleLine(elephants, 4), u"🐘🐘…"_s);
    QCOMPARE(singleLine(elephants, 3), u"🐘…"_s);
}

void TestCellDelegate::nothingLooksLikeAnotherNothing()
{
    const QList<std::pair<QString, QImage>> looks{
        {u"NULL"_s, painted({.null = true})},
        {u"the word NULL"_s, painted({.text = u"NULL"_s})},
        {u"empty"_s, painted({.text = {}})},
        {u"two quotes"_s, painted({.text = u"''"_s})},
        {u"loading"_s, painted({.loading = true})},
        {u"a blank"_s, painted({.text = u" "_s})},
        {u"true"_s, painted({.text = u"t"_s, .category = data::TypeCategory::Boolean})},
        {u"false"_s, painted({.text = u"f"_s, .category = data::TypeCategory::Boolean})},
        {u"the letter t"_s, painted({.text = u"t"_s})},
    };
    for (qsizetype i = 0; i < looks.size(); ++i) {
        for (qsizetype j = 0; j < i; ++j)
            QVERIFY2(looks[i].second != looks[j].second, qPrintable(looks[i].first + u" / "_s + looks[j].first));
    }
    QVERIFY(ink(looks[0].second).first >= 0);
    QVERIFY(ink(looks[2].second).first >= 0);
}

void TestCellDelegate::numbersStandRightAndTextLeft()
{
    const int near = 2 * space::inside;
    for (const auto category : {data::TypeCategory::Integer, data::TypeCategory::Decimal, data::TypeCategory::Real}) {
        const auto [left, right] = ink(painted({.text = u"12"_s, .category = category}));
        QVERIFY(left > CellSize.width() / 2);
        QVERIFY(right >= CellSize.width() - near);
    }
    for (const QString &text : {u"12"_s, u"שלום"_s, u"abc"_s}) {
        const auto [left, right] = ink(painted({.text = text}));
        QVERIFY2(left >= 0 && left < near, qPrintable(text));
        QVERIFY2(right < CellSize.width() / 2, qPrintable(text));
    }
}

void TestCellDelegate::truncatedValuesSaySo()
{
    QCOMPARE(painted({.text = u"abc"_s, .truncated = true}), painted({.text = u"abc…"_s}));
    QVERIFY(painted({.text = u"abc"_s, .truncated = true}) != painted({.text = u"abc"_s}));
    // Not twice.
    QCOMPARE(painted({.text = u"abc…"_s, .truncated = true}), painted({.text = u"abc…"_s}));
}

void TestCellDelegate::selectedTextIsReadable()
{
    for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
        const QPalette palette = paletteFor(scheme);
        for (const Cell &cell : {Cell{.text = u"abc"_s}, Cell{.null = true}, Cell{}}) {
            const QImage image =
                painted(cell, scheme, QStyle::State_Enabled | QStyle::State_Selected | QStyle::State_Active);
            double best = 0;
            for (int x = 0; x < image.width(); ++x) {
                for (int y = 0; y < image.height(); ++y)
                    best = qMax(best, contrast(image.pixelColor(x, y), image.pixelColor(CellSize.width() - 2, 2)));
            }
            QVERIFY2(best >= 4.5, qPrintable(QString::number(best)));
        }
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
    }
}

void TestCellDelegate::theWidthFitsTheText()
{
    QStandardItemModel model(1, 1);
    const QModelIndex index = model.index(0, 0);
    model.setData(index, u"some text\nof two lines"_s);
    const QSize size = CellDelegate().sizeHint({}, index);
    QCOMPARE(size.height(), space::rowComfortable);
    QVERIFY(
        size.width() >= QFontMetrics(fixedFont()).horizontalAdvance(u"some text↵of two lines"_s) + 2 * space::inside);
    // What is shown in place of a value may be wider than it.
    model.setData(index, u"t"_s);
    model.setData(index, int(data::TypeCategory::Boolean), CategoryRole);
    QVERIFY(
        CellDelegate().sizeHint({}, index).width()
        > QFontMetrics(fixedFont()).horizontalAdvance(u"✓ true"_s) + 2 * space::inside);
    model.setData(index, QString());
    model.setData(index, true, IsNullRole);
    QVERIFY(
        CellDelegate().sizeHint({}, index).width()
        > QFontMetrics(smallFont()).horizontalAdvance(u"NULL"_s) + 2 * space::inside);
}

HOWDAH_UI_TEST_MAIN(TestCellDelegate)
#include "tst_celldelegate.moc"
