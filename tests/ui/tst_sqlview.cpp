// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/code/sqlruns.h"
#include "common/code/sqlview.h"
#include "common/theme.h"
#include "support/turnmeter.h"

#include <QApplication>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::ui;

class TestSqlView final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheTextAsItIs()
    {
        SqlView view;
        const QString sql = u"select 'ünï', \"a\tb\" -- <b>no</b>\r\nfrom t;\n"_s;
        view.setSql(sql);
        QCOMPARE(view.sql(), sql);
        QVERIFY(view.isReadOnly());
        QVERIFY(!view.accessibleName().isEmpty());
    }

    void marksTheErrorBeneathItsLine()
    {
        SqlView view;
        view.resize(400, 200);
        view.show();
        view.setSql(QString(u"select 1;\n"_s).repeated(60) + u"select wrng;\nselect 2;\n"_s);
        view.markError(61, 8, u"column \"wrng\" does not exist"_s);
        QCOMPARE(view.annotation(60), u"column \"wrng\" does not exist"_s);
        int line = -1;
        int column = -1;
        view.getCursorPosition(&line, &column);
        QCOMPARE(line, 60);
        QCOMPARE(column, 7);
        QVERIFY(view.firstVisibleLine() > 30); // it has scrolled there
        view.clearMarks();
        QVERIFY(view.annotation(60).isEmpty());
    }

    void aPlaceOutsideTheTextIsBroughtInside()
    {
        SqlView view;
        view.setSql(u"one line"_s);
        view.markError(99, 500, u"far away"_s);
        QCOMPARE(view.annotation(0), u"far away"_s);
        view.setSql({});
        view.markError(0, 0, u"nowhere"_s);
        QCOMPARE(view.annotation(0), u"nowhere"_s);
    }

    void newTextTakesTheMarksAway()
    {
        SqlView view;
        view.setSql(u"select 1"_s);
        view.markError(1, 1, u"wrong"_s);
        view.setSql(u"select 2"_s);
        QVERIFY(view.annotation(0).isEmpty());
    }

    void followsTheTheme()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        SqlView view;
        view.resize(300, 100);
        view.show();
        view.setSql(u"select 1;"_s);
        const auto paperBelowTheText = [&view] { return view.grab().toImage().pixelColor(250, 80); };
        QCOMPARE(paperBelowTheText(), paletteFor(ColorScheme::Light).color(QPalette::Base));
        theme.setChoice(ThemeChoice::Dark);
        QTRY_COMPARE(paperBelowTheText(), paletteFor(ColorScheme::Dark).color(QPalette::Base));
        QVERIFY(
            contrast(view.lexer()->color(int(SqlStyle::Keyword)), view.lexer()->paper(int(SqlStyle::Keyword))) >= 4.5);
        QVERIFY(
            contrast(view.lexer()->color(int(SqlStyle::Comment)), view.lexer()->paper(int(SqlStyle::Comment))) >= 4.5);
    }

    // Every change of the palette draws the notes again; that must not use up what QScintilla has a fixed stock of.
    void anErrorStaysLegibleThroughManyThemes()
    {
        Theme theme(*qApp, ThemeChoice::Light);
        SqlView view;
        view.resize(400, 120);
        view.show();
        view.setSql(u"select wrng;\nselect 2;"_s);
        view.markError(1, 8, u"column \"wrng\" does not exist"_s);
        const auto near = [](const QColor &a, const QColor &b) { // the editor keeps colours in fewer digits
            return qAbs(a.red() - b.red()) < 3 && qAbs(a.green() - b.green()) < 3 && qAbs(a.blue() - b.blue()) < 3;
        };
        const auto note = [&view, near](ColorScheme scheme) {
            const QColor ink = color(Tone::Failed, paletteFor(scheme));
            const QColor ground = fill(Tone::Failed, paletteFor(scheme));
            const QImage image = view.grab().toImage();
            const int line = view.textHeight(0);
            int words = 0;
            int grounds = 0;
            for (int y = line + 2; y < 2 * line; ++y) {
                for (int x = 50; x < 250; ++x) {
                    const QColor pixel = image.pixelColor(x, y);
                    grounds += near(pixel, ground);
                    words += contrast(pixel, ground) > 0.6 * contrast(ink, ground);
                }
            }
            return std::pair(words, grounds);
        };
        const auto before = note(ColorScheme::Light);
        QVERIFY(before.first > 100 && before.second > 1000);
        for (int i = 0; i < 60; ++i)
            theme.setChoice(i % 2 == 0 ? ThemeChoice::Dark : ThemeChoice::Light);
        QCOMPARE(note(ColorScheme::Light), before);
        theme.setChoice(ThemeChoice::Dark);
        const auto dark = note(ColorScheme::Dark);
        QVERIFY2(dark.first > 100 && dark.second > 1000, qPrintable(u"%1 %2"_s.arg(dark.first).arg(dark.second)));
    }

    void isAsHighAsItsTextUpToALimit()
    {
        SqlView view;
        view.setMaximumLines(10);
        view.setSql(u"a\nb\nc"_s);
        const int small = view.sizeHint().height();
        view.setSql(QString(u"x\n"_s).repeated(100));
        const int large = view.sizeHint().height();
        QVERIFY(small < large);
        view.setSql(QString(u"x\n"_s).repeated(1000));
        QCOMPARE(view.sizeHint().height(), large);
    }
};

HOWDAH_UI_TEST_MAIN(TestSqlView)
#include "tst_sqlview.moc"
