// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editorcase.h"

#include "editors/jsoneditor.h"
#include "editors/rawtext.h"
#include "support/turnmeter.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;

namespace {

EditSubject json(const QByteArray &text) { return subject(Category::Json, cellText(text), 114, u"json"_s); }

QModelIndex child(const JsonTreeModel *model, const QList<int> &path, int column = JsonTreeModel::ValueColumn)
{
    return model->at(path).siblingAtColumn(column);
}

QString value(const JsonTreeModel *model, const QList<int> &path)
{
    return child(model, path).data(Qt::EditRole).toString();
}

// A random document with spellings that no parser would give back.
QByteArray randomJson(QRandomGenerator &random, int depth)
{
    static const QByteArray scalars[] = {
        "10.00",
        "1e400",
        "-0",
        "1005254182451511297",
        "8.03",
        "null",
        "true",
        "false",
        "\"\"",
        "\"a\\u00e9\\/b\"",
        "\"{[,]}\"",
        "\"\\\"\"",
        "0.0e-0",
        "\"\xe2\x80\xae\"",
        "12345678901234567890.10"};
    static const QByteArray blanks[] = {"", "", " ", "\n", "\t ", "\r\n"};
    const auto blank = [&] { return blanks[random.bounded(6)]; };
    const int what = depth > 3 ? 0 : random.bounded(4);
    if (what < 2)
        return scalars[random.bounded(15)];
    const bool isObject = what == 2;
    QByteArray out = isObject ? "{" : "[";
    const int count = random.bounded(5);
    for (int i = 0; i < count; ++i) {
        out += (i ? "," : "") + blank();
        if (isObject) // the same name twice, too
            out += "\"k" + QByteArray::number(random.bounded(3)) + '"' + blank() + ':' + blank();
        out += randomJson(random, depth + 1) + blank();
    }
    if (count == 0)
        out += blank();
    return out + (isObject ? "}" : "]");
}

QList<QModelIndex> scalarsIn(const JsonTreeModel *model, const QModelIndex &parent = {})
{
    QList<QModelIndex> out;
    for (int row = 0; row < model->rowCount(parent); ++row) {
        const QModelIndex index = model->index(row, JsonTreeModel::ValueColumn, parent);
        if (model->flags(index) & Qt::ItemIsEditable)
            out << index;
        out << scalarsIn(model, model->index(row, 0, parent));
    }
    return out;
}

} // namespace

class JsonEditorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // What a test does without an event loop would count as one turn of it together with the next test.
    void cleanup() { QCoreApplication::processEvents(); }

    void scanning_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line"); // 0: it is JSON
        QTest::addColumn<int>("column");
        QTest::newRow("object") << "{\"a\": [1, 2.50, {\"b\": null}], \"c\": \"\\u00e9\"}"_ba << 0 << 0;
        QTest::newRow("scalar") << " -1.5e+10 "_ba << 0 << 0;
        QTest::newRow("nested empties") << "[[],{},[{}]]"_ba << 0 << 0;
        QTest::newRow("nothing") << ""_ba << 1 << 1;
        QTest::newRow("trailing comma") << "[1,\n2,]"_ba << 2 << 3;
        QTest::newRow("no comma") << "{\"a\":1 \"b\":2}"_ba << 1 << 8;
        QTest::newRow("bare name") << "{a:1}"_ba << 1 << 2;
        QTest::newRow("single quotes") << "['a']"_ba << 1 << 2;
        QTest::newRow("leading zero") << "[01]"_ba << 1 << 2;
        QTest::newRow("dot at the end") << "[1.]"_ba << 1 << 4;
        QTest::newRow("NaN") << "[NaN]"_ba << 1 << 2;
        QTest::newRow("second value") << "1 2"_ba << 1 << 3;
        QTest::newRow("no end") << "{\"a\": [1"_ba << 1 << 9;
        QTest::newRow("wrong bracket") << "[1}"_ba << 1 << 3;
        QTest::newRow("control character") << "[\"a\nb\"]"_ba << 1 << 4;
        QTest::newRow("bad escape") << "[\"\\x\"]"_ba << 1 << 4;
        QTest::newRow("characters, not bytes") << "[\"\xc3\xa9\xc3\xa9\" x]"_ba << 1 << 7;
    }
    void scanning()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, line);
        QFETCH(const int, column);
        const auto problem = jsonProblem(text);
        QCOMPARE(problem ? problem->line : 0, line);
        QCOMPARE(problem ? problem->column : 0, column);
    }
    void nestingCostsNoStack()
    {
        const QByteArray deep = QByteArray(1'000'000, '[') + QByteArray(1'000'000, ']');
        QVERIFY(!jsonProblem(deep));
        QVERIFY(jsonProblem(deep.chopped(1)));
    }

    void A3_A14_openingChangesNothing()
    {
        const QByteArray document = "{ \"price\":10.00,\"n\" : 8.03, \"big\":1005254182451511297,\r\n\"a\":1,\"a\":2 }";
        auto editor = shown<JsonEditor>(json(document));
        QTRY_VERIFY(editor->isChecked());
        editor->tree()->expandAll();
        QCOMPARE(editor->value(), cellText(document));
        QCOMPARE(value(editor->model(), {0, 0}), u"10.00"_s);
        QCOMPARE(value(editor->model(), {0, 1}), u"8.03"_s);
        QCOMPARE(child(editor->model(), {0, 1}).data().toString(), u"8.03"_s);
        QCOMPARE(editor->model()->rowCount(editor->model()->at({0})), 5); // both members of one name
        QCOMPARE(editor->text()->rawBytes(), document);
        QVERIFY(!editor->isEdited());
    }
    void A4_largeNumbersAreShownAsTheyAre()
    {
        auto editor = shown<JsonEditor>(json("{\"id\":1005254182451511297}"));
        QTRY_VERIFY(editor->isChecked());
        QCOMPARE(child(editor->model(), {0, 0}).data().toString(), u"1005254182451511297"_s);
    }
    void A3_anEditInTheTreeChangesItsSpanAlone()
    {
        auto editor = shown<JsonEditor>(json("{\"a\":10.00, \"b\" :[1.50,{\"c\":1e400}]}"));
        QTRY_VERIFY(editor->isChecked());
        QVERIFY(editor->model()->setData(child(editor->model(), {0, 1, 0}), u"2.50"_s));
        QCOMPARE(editor->value(), cellText("{\"a\":10.00, \"b\" :[2.50,{\"c\":1e400}]}"));
        QTRY_VERIFY(editor->isChecked());
        QVERIFY(editor->model()->setData(child(editor->model(), {0, 0}, JsonTreeModel::NameColumn), u"ä\"\n"_s));
        QCOMPARE(editor->value(), cellText("{\"ä\\\"\\n\":10.00, \"b\" :[2.50,{\"c\":1e400}]}"));
        editor->text()->undo(); // one document: the text takes back what the tree did
        editor->text()->undo();
        QCOMPARE(editor->value(), cellText("{\"a\":10.00, \"b\" :[1.50,{\"c\":1e400}]}"));
    }
    void anEditInTheTreeMustBeJson()
    {
        auto editor = shown<JsonEditor>(json("[1]"));
        QTRY_VERIFY(editor->isChecked());
        const QSignalSpy refused(editor->model(), &JsonTreeModel::refused);
        QVERIFY(!editor->model()->setData(child(editor->model(), {0, 0}), u"abc"_s));
        QVERIFY(!editor->model()->setData(child(editor->model(), {0, 0}), u"1] , [2"_s));
        QCOMPARE(refused.count(), 2);
        QCOMPARE(editor->value(), cellText("[1]"));
        QVERIFY(!editor->model()->setData(child(editor->model(), {0, 0}), u"1"_s)); // the same
        QVERIFY(!editor->isEdited());
    }
    void membersComeAndGo()
    {
        auto editor = shown<JsonEditor>(json("{\"a\": 1 , \"b\":[ ], \"c\":3}"));
        const auto node = [&](const QList<int> &path) { return child(editor->model(), path, 0); };
        QTRY_VERIFY(editor->isChecked());
        editor->model()->removeNode(node({0, 2}));
        QCOMPARE(editor->value(), cellText("{\"a\": 1 , \"b\":[ ]}"));
        QTRY_VERIFY(editor->isChecked());
        editor->model()->addNode(node({0, 1}));
        QCOMPARE(editor->value(), cellText("{\"a\": 1 , \"b\":[null]}"));
        QTRY_VERIFY(editor->isChecked());
        editor->model()->removeNode(node({0, 0}));
        QCOMPARE(editor->value(), cellText("{\"b\":[null]}"));
        QTRY_VERIFY(editor->isChecked());
        editor->model()->addNode(node({0, 0, 0}));
        QCOMPARE(editor->value(), cellText("{\"b\":[null, null]}"));
        QTRY_VERIFY(editor->isChecked());
        editor->model()->removeNode(node({0, 0}));
        QCOMPARE(editor->value(), cellText("{}"));
        QTRY_VERIFY(editor->isChecked());
        editor->model()->removeNode(node({0})); // the whole cannot be taken out of itself
        QCOMPARE(editor->value(), cellText("{}"));
    }
    void propertyTreeEditsTouchNothingElse()
    {
        QRandomGenerator random(20240607);
        for (int round = 0; round < 300; ++round) {
            const QByteArray document = '[' + randomJson(random, 0) + ',' + randomJson(random, 0) + ",1]";
            const auto index = JsonIndex::of(document);
            QVERIFY2(!index->problem(), document.constData());
            JsonTreeModel model;
            model.setJsonIndex(std::make_shared<const JsonIndex>(*index));
            QByteArray edited = document;
            connect(
                &model, &JsonTreeModel::replacementWanted, &model,
                [&](qint64 from, qint64 to, const QByteArray &with) { edited.replace(from, to - from, with); });
            const auto scalars = scalarsIn(&model);
            const QModelIndex one = scalars.at(random.bounded(int(scalars.size())));
            const QByteArray before = one.data(JsonTreeModel::SpellingRole).toByteArray();
            const qint64 from = one.data(JsonTreeModel::FromRole).toLongLong();
            QVERIFY(document.sliced(from).startsWith(before));
            QVERIFY(model.setData(one, u"\"NEW 1.0\""_s));
            QCOMPARE(edited, document.first(from) + "\"NEW 1.0\"" + document.sliced(from + before.size()));
            QVERIFY(!jsonProblem(edited));
            // Every member and element can be taken out, and what is left is JSON.
            edited = document;
            model.removeNode(one.siblingAtColumn(0));
            QVERIFY2(!jsonProblem(edited), edited.constData());
            QVERIFY(edited.size() < document.size());
            // Formatting changes white space alone.
            const QByteArray laidOut = formattedJson(document);
            QVERIFY(!jsonProblem(laidOut));
            QCOMPARE(formattedJson(laidOut), laidOut);
            auto squeezed = [](QByteArray text) {
                QByteArray out;
                bool inString = false;
                for (qsizetype i = 0; i < text.size(); ++i) {
                    if (inString && text[i] == '\\') {
                        out += text[i++];
                    } else if (text[i] == '"') {
                        inString = !inString;
                    } else if (!inString && isspace(quint8(text[i]))) {
                        continue;
                    }
                    out += text[i];
                }
                return out;
            };
            QCOMPARE(squeezed(laidOut), squeezed(document));
        }
    }
    void A13_nothingIsFormattedUnlessAskedFor()
    {
        const QByteArray document = "{\"b\":1.0,\"a\":[1,2]}";
        auto editor = shown<JsonEditor>(json(document));
        QTRY_VERIFY(editor->isChecked());
        QCOMPARE(editor->value(), cellText(document));
        editor->format();
        QTRY_COMPARE(editor->value(), cellText("{\n  \"b\": 1.0,\n  \"a\": [\n    1,\n    2\n  ]\n}"));
        editor->text()->undo();
        QCOMPARE(editor->value(), cellText(document));
    }
    void B14_invalidAndEmptyTextsAreToldAndLoseNothing()
    {
        auto editor = shown<JsonEditor>(json("{\"a\":1}"));
        QTRY_VERIFY(editor->isChecked());
        editor->text()->replaceBytes(5, 6, "x");
        QVERIFY(editor->problem().contains(u"column 6"_s)); // at once, before any check came home
        QTRY_VERIFY(editor->isChecked());
        QVERIFY(editor->problem().contains(u"Line 1"_s));
        QCOMPARE(editor->value(), cellText("{\"a\":x}"));
        QVERIFY(!editor->tree()->isEnabled());
        editor->text()->replaceAll("");
        QTRY_VERIFY(editor->isChecked());
        QCOMPARE(editor->value(), cellText(""));
        QVERIFY(!editor->problem().isEmpty());
        press(editor->text(), Qt::Key_N, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(editor->value(), data::CellValue::null());
        QCOMPARE(editor->problem(), QString());
        editor->text()->replaceAll("[1]");
        QCOMPARE(editor->value(), cellText("[1]"));
        QTRY_VERIFY(editor->isChecked());
        QCOMPARE(editor->problem(), QString());
        QVERIFY(editor->tree()->isEnabled());
    }
    void B15_typingIsAnEdit()
    {
        auto editor = shown<JsonEditor>(json("[1]"));
        QTRY_VERIFY(editor->isChecked());
        const QSignalSpy edited(editor.get(), &CellEditor::edited);
        editor->text()->setFocus();
        editor->text()->selectBytes(2, 2);
        QTest::keyClicks(editor->text(), u"0"_s);
        QVERIFY(editor->isEdited());
        QVERIFY(edited.count() > 0);
        QCOMPARE(editor->value(), cellText("[10]"));
    }
    void theTreeStaysOpenWhereItWas()
    {
        auto editor = shown<JsonEditor>(json("{\"a\":{\"b\":{\"c\":1}},\"d\":{\"e\":2}}"));
        QTRY_VERIFY(editor->isChecked());
        editor->tree()->expand(editor->model()->at({0, 0}));
        editor->tree()->setCurrentIndex(editor->model()->at({0, 0, 0}));
        QVERIFY(editor->model()->setData(child(editor->model(), {0, 1, 0}), u"3"_s));
        QTRY_VERIFY(editor->isChecked());
        QVERIFY(editor->tree()->isExpanded(editor->model()->at({0, 0})));
        QVERIFY(!editor->tree()->isExpanded(editor->model()->at({0, 1})));
        QCOMPARE(editor->model()->path(editor->tree()->currentIndex()), (QList<int>{0, 0, 0}));
    }
    void pathsAreThoseOfPostgresql()
    {
        auto editor = shown<JsonEditor>(json("{\"a\":[1,{\"odd name\":2}]}"));
        QTRY_VERIFY(editor->isChecked());
        QCOMPARE(editor->model()->jsonPath(editor->model()->at({0, 0, 1, 0})), u"$.a[1].\"odd name\""_s);
    }
    void findingGoesRound()
    {
        auto editor = shown<JsonEditor>(json("[\"Ärger\", \"ärger\", \"%\", \"x\"]"));
        QTRY_VERIFY(editor->isChecked());
        QSignalSpy found(editor.get(), &JsonEditor::found);
        editor->finder()->setText(u"ÄRGER"_s);
        editor->findNext();
        QTRY_COMPARE(found.count(), 1);
        QCOMPARE(found.front().front().toLongLong(), 2);
        QCOMPARE(editor->text()->selectedText(), u"Ärger"_s);
        editor->findNext();
        QCOMPARE(editor->text()->selectedText(), u"ärger"_s);
        editor->findNext();
        QCOMPARE(editor->text()->selectedText(), u"Ärger"_s);
        QVERIFY(findInBytes("abc", u"%"_s).empty());
    }
    void hostileDocumentsAreDrawnPlain()
    {
        auto editor = shown<JsonEditor>(json("{\"<b>x</b>\":\"\xe2\x80\xae<img src=x>\",\"\":\"%n%s\\u0000\"}"));
        QTRY_VERIFY(editor->isChecked());
        QCOMPARE(child(editor->model(), {0, 0}, 0).data().toString(), u"<b>x</b>"_s);
        QVERIFY(!child(editor->model(), {0, 0}).data().toString().contains(QChar(0x202e)));
        editor->grab();
    }

    void longLinesAreBrokenForTheViewAlone()
    {
        QByteArray document = "[";
        for (int i = 0; i < 5000; ++i)
            document += (i ? "," : "") + QByteArray::number(i) + ".00";
        document += ",\"" + QByteArray(20'000, 'x') + "\\u00e9\"]";
        // An editor does this on another thread; here each is a turn of its own.
        const BrokenText broken = brokenText(document, true);
        QVERIFY(!broken.softBreak.isEmpty());
        QTest::qWait(0);
        QCOMPARE(withoutSoftBreaks(broken.view, broken.softBreak), document);
        QTest::qWait(0);
        for (const QByteArray &line : broken.view.split('\n'))
            QVERIFY(line.size() <= 1010);
        QVERIFY(!JsonIndex::of(broken.view, broken.softBreak)->problem());
        QTest::qWait(0);
        auto editor = shown<JsonEditor>(json(document));
        QTRY_VERIFY(editor->isChecked());
        QCOMPARE(editor->text()->rawBytes(), document);
        QVERIFY(editor->model()->setData(child(editor->model(), {0, 25, 50}), u"7"_s)); // element 2550
        QByteArray expected = document;
        expected.replace(",2550.00,", ",7,");
        QCOMPARE(editor->value(), cellText(expected));
    }
    void soupOfMarksIsKept()
    {
        // Even the characters that breaks are made of.
        const QByteArray document = "[\"" + QString(QChar(0xf8e0)).toUtf8() + "\"," + QByteArray(9000, ' ') + "1]";
        const BrokenText broken = brokenText(document, true);
        QCOMPARE(withoutSoftBreaks(broken.view, broken.softBreak), document);
    }

    void C7_fiftyMegabytesOpenWithoutAStall()
    {
        // A sanitizer's figures mean nothing, and its checks take ten times as long.
        const qsizetype size = howdah::test::isSanitized() ? 5'000'000 : 50'000'000;
        QByteArray document = "{\"rows\":[";
        document.reserve(size + 1000);
        for (int i = 0; document.size() < size; ++i)
            document +=
                (i ? "," : "") + QByteArray("{\"id\":") + QByteArray::number(i)
                + ",\"price\":10.00,\"name\":\"item number\",\"tags\":[\"a\",\"b\",null],\"nested\":{\"deep\":[1,2]}}";
        document += "]}";
        auto editor = shown<JsonEditor>(json("[]"));
        QTRY_VERIFY(editor->isChecked());
        QSignalSpy checked(editor.get(), &JsonEditor::checked);
        QElapsedTimer clock;
        clock.start();
        editor->setSubject(json(document));
        QTRY_VERIFY_WITH_TIMEOUT(checked.count() > 0, 120'000);
        qInfo("%lld bytes are open and checked after %lld ms", qint64(document.size()), clock.elapsed());
        QCOMPARE(editor->model()->rowCount(editor->model()->at({0})), 1);
        editor->tree()->expand(editor->model()->at({0, 0}));
        const QModelIndex rows = editor->model()->at({0, 0});
        QVERIFY(editor->model()->rowCount(rows) <= 200);
        QModelIndex last = rows;
        while (editor->model()->hasChildren(last)
               && editor->model()->index(0, 0, last).data(JsonTreeModel::IsGroupRole).toBool())
            last = editor->model()->index(editor->model()->rowCount(last) - 1, 0, last);
        last = editor->model()->index(editor->model()->rowCount(last) - 1, 0, last);
        QCOMPARE(child(editor->model(), editor->model()->path(last) << 1).data().toString(), u"10.00"_s);
        editor->tree()->setCurrentIndex(last); // far down: the text scrolls there
        editor->grab();
        QCoreApplication::processEvents(); // a picture is a turn of its own
        // One edit far down.
        checked.clear();
        QVERIFY(editor->model()->setData(child(editor->model(), editor->model()->path(last) << 1), u"11.00"_s));
        QTRY_VERIFY_WITH_TIMEOUT(checked.count() > 0, 120'000);
        QByteArray expected = document;
        expected.replace(document.lastIndexOf("10.00"), 5, "11.00");
        QVERIFY(editor->value() == cellText(expected));
        QVERIFY(editor->problem().isEmpty());
        // Keys at the end; each is weighed as a turn of the event loop.
        editor->text()->setFocus();
        editor->text()->selectBytes(editor->text()->viewed().size(), editor->text()->viewed().size());
        for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Backspace}) {
            press(editor->text(), key);
            QCoreApplication::processEvents();
        }
        QTRY_VERIFY_WITH_TIMEOUT(editor->isChecked(), 120'000);
        QVERIFY(editor->value() == cellText(expected));
        QSignalSpy found(editor.get(), &JsonEditor::found);
        editor->finder()->setText(u"11.00"_s);
        editor->findNext();
        QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, 120'000);
        QCOMPARE(found.front().front().toLongLong(), 1);
    }
};

HOWDAH_UI_TEST_MAIN(JsonEditorTest)
#include "tst_jsoneditor.moc"
