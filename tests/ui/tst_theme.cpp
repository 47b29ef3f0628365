// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/checklist.h"
#include "common/density.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "support/turnmeter.h"

#include <QApplication>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStyleOptionViewItem>
#include <QTabBar>
#include <QTableWidget>
#include <QTest>
#include <QTreeWidget>

#include <set>

using namespace Qt::StringLiterals;
using namespace howdah::ui;

Q_DECLARE_METATYPE(QPalette)

namespace {

constexpr std::initializer_list<Tone> tones{Tone::Neutral,  Tone::Accent, Tone::Applied,     Tone::Pending,
                                            Tone::Running,  Tone::Failed, Tone::Interrupted, Tone::Edited,
                                            Tone::Baseline, Tone::Proven, Tone::Production,  Tone::Staging};

double worst(const QColor &ink, const std::vector<QColor> &grounds)
{
    double least = 21;
    for (const QColor &ground : grounds)
        least = std::min(least, contrast(ink, ground));
    return least;
}

} // namespace

class TestTheme final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrastIsThatOfWcag()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrast(Qt::red, Qt::red), 1.0);
        // The example of the W3C's documents: #777 on white just fails.
        QCOMPARE(qRound(contrast(QColor(0x77, 0x77, 0x77), Qt::white) * 100), 448);
    }

    void wordsAreReadable_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::newRow("light") << paletteFor(ColorScheme::Light);
        QTest::newRow("dark") << paletteFor(ColorScheme::Dark);
    }

    void wordsAreReadable()
    {
        QFETCH(const QPalette, palette);
        const std::vector<QColor> grounds{
            palette.color(QPalette::Window), palette.color(QPalette::Base), palette.color(QPalette::AlternateBase),
            color(Surface::Raised, palette)};
        for (const QPalette::ColorRole role :
             {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText,
              QPalette::PlaceholderText, QPalette::Link})
            QVERIFY2(worst(palette.color(role), grounds) >= 4.5, qPrintable(u"role %1"_s.arg(int(role))));
        auto withRail = grounds;
        withRail.push_back(color(Surface::Rail, palette));
        withRail.push_back(color(Surface::Hover, palette));
        QVERIFY(worst(color(Surface::MutedText, palette), withRail) >= 4.5);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        for (const Tone tone : tones) {
            auto with = grounds;
            with.push_back(fill(tone, palette));
            const double least = worst(color(tone, palette), with);
            QVERIFY2(least >= 4.5, qPrintable(u"tone %1: %2"_s.arg(int(tone)).arg(least)));
            QVERIFY(contrast(palette.color(QPalette::Text), fill(tone, palette)) >= 4.5);
        }
    }

    // Edges of fields and buttons, and the bars that one scrolls by: in the dark they went under.
    void edgesAreSeenInTheDark()
    {
        const QPalette palette = paletteFor(ColorScheme::Dark);
        for (const QColor &ground :
             {palette.color(QPalette::Window), palette.color(QPalette::Base), palette.color(QPalette::AlternateBase),
              color(Surface::Raised, palette), color(Surface::Hover, palette)})
            QVERIFY2(contrast(color(Surface::StrongBorder, palette), ground) >= 3, qPrintable(ground.name()));
    }

    // What was wrong is red, and what is said after it is not.
    void problemsAreRed()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        const std::unique_ptr<QLabel> words(mutedLabel(u"Connects to"_s));
        const auto ink = [&words] { return words->palette().color(QPalette::WindowText); };
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            theme.setChoice(choice);
            words->setProperty("problem", true);
            QCOMPARE(ink(), color(Tone::Failed, qApp->palette()));
            words->setProperty("problem", false);
            QCOMPARE(ink(), color(Surface::MutedText, qApp->palette()));
        }
    }

    // One height for the rows of whatever list, in both densities; what is in sight follows.
    void rowsAreOfOneHeight()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        QListWidget list;
        list.addItems({u"one"_s, u"two"_s});
        QTreeWidget tree;
        tree.addTopLevelItem(new QTreeWidgetItem({u"one"_s, u"1"_s}));
        QTableWidget table(2, 2);
        const auto heights = [&] {
            return std::set{
                list.visualItemRect(list.item(0)).height(), tree.visualItemRect(tree.topLevelItem(0)).height(),
                table.rowHeight(0)};
        };
        for (QWidget *view : std::initializer_list<QWidget *>{&list, &tree, &table})
            view->show();
        QCOMPARE(rowHeight(), space::rowComfortable);
        QCOMPARE(heights(), std::set{space::rowComfortable});
        setDensity(Density::Compact);
        QCOMPARE(rowHeight(), space::rowCompact);
        QCOMPARE(heights(), std::set{space::rowCompact});
        setDensity(Density::Comfortable);
        QCOMPARE(heights(), std::set{space::rowComfortable});
    }

    // In the middle of its height, and within its edge, as the arrow of a choice.
    void arrowsOfMenusStandBesideTheirWords()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            theme.setChoice(choice);
            QMenu menu;
            QPushButton opener(u"Files"_s);
            opener.setMenu(&menu);
            opener.resize(opener.sizeHint());
            const QImage image = opener.grab().toImage();
            const QColor ground = image.pixelColor(image.width() / 2, 3);
            QRect arrow;
            for (int y = 3; y < image.height() - 3; ++y) {
                for (int x = image.width() - 20; x < image.width() - 4; ++x) {
                    if (contrast(image.pixelColor(x, y), ground) > 2)
                        arrow |= QRect(x, y, 1, 1);
                }
            }
            QVERIFY(!arrow.isEmpty());
            QVERIFY2(
                qAbs(arrow.center().y() - image.height() / 2) <= 2, qPrintable(QString::number(arrow.center().y())));
            QVERIFY2(arrow.right() < image.width() - 8, qPrintable(QString::number(arrow.right())));
        }
    }

    // In SQL, != and -> are two characters each.
    void noTwoCharactersAreOne()
    {
        QCOMPARE(withoutLigatures(u"JetBrains Mono"_s), u"JetBrains Mono NL"_s);
        QCOMPARE(withoutLigatures(u"DejaVu Sans Mono"_s), u"DejaVu Sans Mono"_s);
        // The system's font, where it has one of its own.
        const QString family = QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
        if (QFontDatabase::hasFamily(family) && withoutLigatures(family) == family)
            QCOMPARE(fixedFont().family(), family);
    }

    void checklistsToggleOnTheRow()
    {
        QListWidget list;
        for (const QString &text : {u"one"_s, u"two"_s}) {
            auto *item = new QListWidgetItem(text, &list);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            item->setCheckState(Qt::Unchecked);
        }
        toggleOnRow(&list);
        list.resize(300, 200);
        list.show();
        const QRect row = list.visualItemRect(list.item(0));
        const auto click = [&list](const QPoint &place) {
            QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, place);
        };
        click(row.center());
        QCOMPARE(list.item(0)->checkState(), Qt::Checked);
        click(row.center());
        QCOMPARE(list.item(0)->checkState(), Qt::Unchecked);
        // The box itself toggles once, not twice.
        QStyleOptionViewItem option;
        option.initFrom(&list);
        option.rect = row;
        option.features = QStyleOptionViewItem::HasCheckIndicator | QStyleOptionViewItem::HasDisplay;
        const QRect box = list.style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, &list);
        click(box.center());
        QCOMPARE(list.item(0)->checkState(), Qt::Checked);
        QCOMPARE(list.item(1)->checkState(), Qt::Unchecked);
    }

    // An outline keeps holes and ground at every size; a painting of which one colour is left has none.
    void iconsOfTheRailAreOutlinesAtEveryZoom()
    {
        for (const QString &name : {u"network-server"_s, u"view-history"_s}) {
            if (icon(name).pixmap(22, 22).isNull())
                continue;
            const auto inked = [&name](int size) {
                const QImage image = icon(name).pixmap(size, size).toImage();
                qint64 sum = 0;
                for (int y = 0; y < image.height(); ++y) {
                    for (int x = 0; x < image.width(); ++x)
                        sum += qAlpha(image.pixel(x, y));
                }
                return double(sum) / (255.0 * image.width() * image.height());
            };
            for (const int size : {29, 33, 44})
                QVERIFY2(qAbs(inked(size) - inked(22)) < 0.15, qPrintable(u"%1 at %2"_s.arg(name).arg(size)));
        }
    }

    // A colour never says it alone: where the colour is shared, the sign differs, and every sign can be drawn.
    void tonesHaveSigns()
    {
        for (const Tone tone : tones) {
            QVERIFY(!toneIcon(tone).isEmpty());
            const QImage drawn = icon(tone).pixmap(16, 16).toImage();
            bool anything = false;
            for (int y = 0; y < drawn.height() && !anything; ++y) {
                for (int x = 0; x < drawn.width() && !anything; ++x)
                    anything = qAlpha(drawn.pixel(x, y)) > 128;
            }
            QVERIFY2(anything, qPrintable(toneIcon(tone)));
        }
        QVERIFY(toneIcon(Tone::Failed) != toneIcon(Tone::Interrupted));
        QVERIFY(toneIcon(Tone::Neutral) != toneIcon(Tone::Baseline));
        QVERIFY(toneIcon(Tone::Accent) != toneIcon(Tone::Running));
    }

    // A style sheet makes grounds transparent and a label mutes its words: neither is another scheme.
    void schemeIsKnownFromAlteredPalettes()
    {
        for (const ColorScheme scheme : {ColorScheme::Light, ColorScheme::Dark}) {
            QPalette palette = paletteFor(scheme);
            palette.setColor(QPalette::Window, Qt::transparent);
            palette.setColor(QPalette::Base, Qt::transparent);
            palette.setCurrentColorGroup(QPalette::Disabled);
            QCOMPARE(schemeOf(palette), scheme);
        }
    }

    void changingTheThemeRepaints()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        const std::unique_ptr<QLabel> muted(mutedLabel(u"quiet"_s));
        QWidget plain;
        plain.resize(20, 20);
        plain.show();
        muted->show();
        QSignalSpy changed(&theme, &Theme::schemeChanged);
        QCOMPARE(plain.grab().toImage().pixelColor(10, 10), paletteFor(ColorScheme::Light).color(QPalette::Window));
        const QImage lightIcon = icon(u"view-refresh").pixmap(16, 16).toImage();

        theme.setChoice(ThemeChoice::Dark);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(plain.grab().toImage().pixelColor(10, 10), paletteFor(ColorScheme::Dark).color(QPalette::Window));
        QCOMPARE(
            muted->palette().color(QPalette::WindowText), color(Surface::MutedText, paletteFor(ColorScheme::Dark)));
        QVERIFY(icon(u"view-refresh").pixmap(16, 16).toImage() != lightIcon);
        theme.setChoice(ThemeChoice::Dark);
        QCOMPARE(changed.size(), 1);
    }

    // Measured before it had a parent it was a window of its own for a moment.
    void whatWasMeasuredAloneFollowsItsWindow()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        QWidget window;
        QPushButton *alone = button(u"Alone"_s);
        QVERIFY(alone->sizeHint().isValid());
        alone->ensurePolished();
        QPushButton *other = button(u"Alone"_s);
        auto *row = new QHBoxLayout(&window);
        row->addWidget(alone);
        row->addWidget(other);
        window.show();
        QVERIFY(alone->styleSheet().isEmpty());
        theme.setChoice(ThemeChoice::Dark);
        other->setFocus(); // neither looks as if it had it
        window.setFocus();
        QTRY_COMPARE(alone->grab().toImage().pixelColor(8, 8), color(Surface::Raised, paletteFor(ColorScheme::Dark)));
        QCOMPARE(other->grab().toImage().pixelColor(8, 8), alone->grab().toImage().pixelColor(8, 8));
    }

    void fontsAreOfOneSize()
    {
        QCOMPARE(fixedFont().pointSizeF(), baseFont().pointSizeF());
        QVERIFY(QFontInfo(fixedFont()).fixedPitch());
    }

    void theFocusIsAnEdgeAroundTheWords_data() { wordsAreReadable_data(); }

    // Beside the words as they are without focus there is an edge, and nothing crosses them.
    void theFocusIsAnEdgeAroundTheWords()
    {
        QFETCH(const QPalette, palette);
        const bool dark = palette == paletteFor(ColorScheme::Dark);
        Theme theme(*qApp, dark ? ThemeChoice::Dark : ThemeChoice::Light);
        QWidget window;
        QTabBar tabs(&window);
        tabs.addTab(u"Rows"_s);
        tabs.addTab(u"Structure"_s);
        QPushButton button(u"Cancel"_s, &window);
        button.move(0, 60);
        window.resize(400, 120);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        for (QWidget *widget : {static_cast<QWidget *>(&tabs), static_cast<QWidget *>(&button)}) {
            const QRect box = widget == &tabs ? tabs.tabRect(0) : button.rect();
            const QRect words = box.adjusted(5, 5, -5, -5);
            (widget == &tabs ? static_cast<QWidget *>(&button) : &tabs)->setFocus();
            const QImage without = widget->grab(box).toImage();
            widget->setFocus(Qt::TabFocusReason);
            QVERIFY(widget->hasFocus());
            const QImage with = widget->grab(box).toImage();
            const QPoint corner = box.topLeft();
            QCOMPARE(with.copy(words.translated(-corner)), without.copy(words.translated(-corner)));
            QCOMPARE(with.pixelColor(0, box.height() / 2), color(Tone::Accent, palette));
            QVERIFY(without.pixelColor(0, box.height() / 2) != color(Tone::Accent, palette));
        }
    }

    void aLongLabelIsCutWithAnEllipsis()
    {
        ElidedLabel label;
        label.setText(u"A character that agents are given, with its background and its voice"_s);
        label.resize(2000, 30);
        QVERIFY(!label.isCut());
        label.resize(120, 30);
        QVERIFY(label.isCut());
        QVERIFY(label.minimumSizeHint().width() == 0); // pushes nothing away
        // The ellipsis: cut by hand it looks the same.
        ElidedLabel byHand;
        byHand.resize(120, 30);
        byHand.setText(label.fontMetrics().elidedText(label.text(), Qt::ElideRight, 120));
        QCOMPARE(label.grab().toImage(), byHand.grab().toImage());
        QVERIFY(byHand.text().endsWith(u'…'));
    }
};

HOWDAH_UI_TEST_MAIN(TestTheme)
#include "tst_theme.moc"
