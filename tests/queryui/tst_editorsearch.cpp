// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Find and replace, held against QString and QRegularExpression.
#include "query/editor/editorfindbar.h"
#include "query/editor/editortools.h"
#include "query/editor/sqleditor.h"
#include "query/editor/textsearch.h"

#include <QLineEdit>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class EditorSearchTest final : public QObject
{
    Q_OBJECT

    static SearchedText textOf(const QByteArray &text)
    {
        return {
            [&text](qint64 offset, qint64 size) {
                return QByteArrayView(text).sliced(qsizetype(offset), qsizetype(size));
            },
            text.size()};
    }

    static QByteArrayList found(const QByteArray &text, const TextQuery &query, qint64 from)
    {
        TextSearch search;
        const QSignalSpy finished(&search, &TextSearch::finished);
        search.start(textOf(text), query, from);
        while (finished.isEmpty())
            QTest::qWait(0);
        QByteArrayList places;
        for (const query::TextExtent &place : search.hitsIn({0, text.size() + 1}))
            places << QByteArray::number(place.offset) + ' '
                          + text.sliced(qsizetype(place.offset), qsizetype(place.size));
        if (search.count() != places.size())
            qWarning("%lld counted, %lld found", search.count(), qint64(places.size()));
        return places;
    }

    static QByteArrayList expected(const QByteArray &bytes, const QRegularExpression &expression)
    {
        const QString text = QString::fromUtf8(bytes);
        QByteArrayList places;
        qsizetype unit = 0;
        qint64 byte = 0;
        for (auto matches = expression.globalMatch(text); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            byte += text.sliced(unit, match.capturedStart() - unit).toUtf8().size();
            unit = match.capturedStart();
            places << QByteArray::number(byte) + ' ' + match.captured().toUtf8();
        }
        return places;
    }

    // Lines with letters of one to four bytes.
    static QByteArray someText(int lines, quint32 seed)
    {
        static const QStringList words{u"select"_s, u"Größe"_s,  u"from"_s,  u"table"_s,      u"äöü"_s,  u"漢字"_s,
                                       u"x"_s,      u"tables"_s, u"TABLE"_s, u"\U0001F600"_s, u"größe"_s};
        QRandomGenerator random(seed);
        QString text;
        for (int i = 0; i < lines; ++i) {
            for (int n = random.bounded(1, 12); n > 0; --n)
                text += words[random.bounded(int(words.size()))] + (random.bounded(4) ? u" "_s : u""_s);
            text += u'\n';
        }
        return text.toUtf8();
    }

    struct Bar
    {
        SqlEditor editor;
        QLineEdit *find = editor.findChild<QLineEdit *>(u"findText"_s);
        QLineEdit *with = editor.findChild<QLineEdit *>(u"replaceText"_s);

        explicit Bar(const QByteArray &text)
        {
            editor.resize(700, 400);
            editor.setBytes(text);
            editor.show();
            (void)QTest::qWaitForWindowExposed(&editor);
        }
        EditorFindBar &bar() { return editor.tools().findBar(); }
        void choose(const char *name, bool on)
        {
            editor.findChild<QToolButton *>(QString::fromLatin1(name))->setChecked(on);
        }
        QByteArray selected() { return editor.bytesOf(editor.selectedBytes()); }
    };

private Q_SLOTS:
    void findsWhatQtFinds_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("isRegex");
        QTest::addColumn<bool>("isCase");
        QTest::addColumn<bool>("isWord");
        QTest::newRow("plain") << u"table"_s << false << false << false;
        QTest::newRow("case") << u"Größe"_s << false << true << false;
        QTest::newRow("case of other letters") << u"GRÖSSE"_s << false << false << false;
        QTest::newRow("whole words") << u"table"_s << false << false << true;
        QTest::newRow("signs of an expression") << u"(.*"_s << false << false << false;
        QTest::newRow("expression") << u"\\w+e\\b"_s << true << false << false;
        QTest::newRow("lines") << u"^select.*$"_s << true << true << false;
        QTest::newRow("over lines") << u"x\\s*\\n\\S+"_s << true << true << false;
        QTest::newRow("wide letters") << u"漢字"_s << false << true << false;
        QTest::newRow("outside of the plane") << u"\U0001F600+"_s << true << true << false;
        QTest::newRow("empty hits") << u"^"_s << true << true << false;
    }
    void findsWhatQtFinds()
    {
        QFETCH(QString, pattern);
        QFETCH(bool, isRegex);
        QFETCH(bool, isCase);
        QFETCH(bool, isWord);
        const QByteArray text = someText(8000, 7); // several stretches
        QVERIFY(text.size() > 200'000);
        const TextQuery query{pattern, isRegex, isCase, isWord, {}};
        const QByteArrayList all = expected(text, patternOf(query).expression);
        QCOMPARE(found(text, query, 0), all);
        QCOMPARE(found(text, query, text.size() / 2), all);
        QCOMPARE(found(text, query, text.size()), all);
    }

    void bytesThatAreNoTextAreFoundAtTheirPlaces()
    {
        const QByteArray text = QByteArray("a\0b \xff x\n", 8) + "x y \xC3\xA9 x";
        const TextQuery query{u"x"_s, false, true, false, {}};
        QCOMPARE(found(text, query, 0), (QByteArrayList{"6 x", "8 x", "15 x"}));
    }

    void goesFromHitToHitAndAround()
    {
        Bar bar("one two\none\nONE oneness");
        bar.bar().open(EditorFindBar::Open::Find);
        bar.find->setText(u"one"_s);
        QTRY_COMPARE(bar.editor.selectedBytes(), (query::TextExtent{0, 3}));
        QTRY_COMPARE(bar.bar().status(), u"1 of 4"_s);
        bar.bar().go(EditorFindBar::Way::Next);
        QCOMPARE(bar.editor.selectedBytes().offset, 8);
        QCOMPARE(bar.bar().status(), u"2 of 4"_s);
        bar.bar().go(EditorFindBar::Way::Previous);
        bar.bar().go(EditorFindBar::Way::Previous);
        QCOMPARE(bar.editor.selectedBytes().offset, 16);
        bar.choose("findCase", true);
        QTRY_VERIFY(bar.bar().status().endsWith(u"3"_s));
        bar.choose("findWord", true);
        QTRY_VERIFY(bar.bar().status().endsWith(u"2"_s));
        bar.find->setText(u"three"_s);
        QTRY_COMPARE(bar.bar().status(), u"No results"_s);
        bar.choose("findRegex", true);
        bar.find->setText(u"(one"_s);
        QTRY_VERIFY(!bar.bar().status().isEmpty() && !bar.bar().status().contains(u"of"_s));
        QTest::keyClick(bar.find, Qt::Key_Escape);
        QVERIFY(bar.bar().isHidden());
    }

    void replacesOneAndAll()
    {
        Bar bar("a1 a2\na3 b4\n");
        bar.bar().open(EditorFindBar::Open::Replace);
        bar.choose("findRegex", true);
        bar.find->setText(u"a(\\d)"_s);
        bar.with->setText(u"é$1\\1"_s);
        QTRY_COMPARE(bar.selected(), "a1");
        bar.bar().replaceOne();
        QCOMPARE(bar.editor.bytes(), "é11 a2\na3 b4\n");
        QTRY_COMPARE(bar.selected(), "a2");
        bar.bar().replaceAll();
        QCOMPARE(bar.editor.bytes(), "é11 é22\né33 b4\n");
        bar.editor.undo();
        QCOMPARE(bar.editor.bytes(), "é11 a2\na3 b4\n"); // one step
    }

    void replacesWhatQtReplaces()
    {
        const QByteArray text = someText(3000, 11);
        for (const bool isMany : {false, true}) {
            Bar bar(text);
            bar.bar().open(EditorFindBar::Open::Replace);
            const QString pattern = isMany ? u"e"_s : u"\U0001F600 x"_s;
            bar.choose("findCase", true);
            bar.find->setText(pattern);
            bar.with->setText(u"§$0"_s); // plain: as it is
            bar.bar().replaceAll();
            QTRY_VERIFY(bar.bar().status().endsWith(u"replaced"_s) || bar.editor.bytes() != text);
            QCOMPARE(bar.editor.bytes(), QString::fromUtf8(text).replace(pattern, u"§$0"_s).toUtf8());
            QCOMPARE(bar.editor.script().parts(), query::Script(bar.editor.bytes()).parts());
            bar.editor.undo();
            QCOMPARE(bar.editor.bytes(), text);
        }
    }

    // In turns; who types meanwhile has the word.
    void aChangeEndsAReplacement()
    {
        QByteArray text;
        for (int i = 0; i < 200'000; ++i)
            text += "one two three\n";
        Bar bar(text);
        bar.bar().open(EditorFindBar::Open::Replace);
        bar.find->setText(u"two"_s);
        bar.with->setText(u"2"_s);
        bar.bar().replaceAll();
        QCOMPARE(bar.editor.bytes(), text); // not in one turn
        bar.editor.replaceBytes({0, 0}, "x");
        QTRY_VERIFY(bar.bar().status().startsWith(u"Nothing is replaced"_s) || bar.bar().status().contains(u"of"_s));
        QCOMPARE(bar.editor.bytes(), "x" + text);
        bar.bar().replaceAll();
        QTRY_COMPARE_WITH_TIMEOUT(bar.editor.bytes(), "x" + QByteArray(text).replace("two", "2"), 60'000);
    }

    void aSelectionOfLinesIsWhereItLooks()
    {
        Bar bar("x\nx\nx\nx\n");
        bar.editor.selectBytes({2, 4});
        bar.bar().open(EditorFindBar::Open::Replace);
        bar.find->setText(u"x"_s);
        QTRY_VERIFY(bar.bar().status().endsWith(u"2"_s));
        bar.with->setText(u"yy"_s);
        bar.bar().replaceAll();
        QCOMPARE(bar.editor.bytes(), "x\nyy\nyy\nx\n");
    }

    void aReadOnlyTextIsNotReplaced()
    {
        Bar bar("x");
        bar.editor.setReadOnly(true);
        bar.bar().open(EditorFindBar::Open::Replace);
        bar.find->setText(u"x"_s);
        bar.bar().replaceAll();
        QCOMPARE(bar.editor.bytes(), "x");
    }
};

QTEST_MAIN(EditorSearchTest)
#include "tst_editorsearch.moc"
