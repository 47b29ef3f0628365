// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editorcase.h"

#include "editors/arrayeditor.h"
#include "editors/arraymodel.h"
#include "editors/byteseditor.h"
#include "editors/choiceeditor.h"
#include "editors/dateeditor.h"
#include "editors/hexview.h"
#include "editors/jsoneditor.h"
#include "editors/paneleditor.h"
#include "editors/rawtext.h"
#include "editors/texteditor.h"
#include "editors/typedtext.h"
#include "editors/uuideditor.h"
#include "support/turnmeter.h"

#include <QCalendarWidget>
#include <QComboBox>
#include <QLineEdit>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;

namespace {

constexpr Qt::KeyboardModifiers ctrlAlt = Qt::ControlModifier | Qt::AltModifier;

// What would be lost by a text widget: line ends of every kind, tabs, marks, non-breaking and other blanks.
QByteArray strangeText()
{
    return u"\ufeffa\tb\r\nc\nd\re\u00a0f\u2028g\u2029h\u202ei\ue000\U0001f600 \u0001 end "_s.toUtf8();
}

} // namespace

class CellEditorsTest final : public QObject
{
    Q_OBJECT

    // Of every category: what its editors are given, and another value for them.
    static void samples()
    {
        QTest::addColumn<int>("category");
        QTest::addColumn<int>("oid");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("text") << int(Category::Text) << 25 << u"text"_s << strangeText();
        QTest::newRow("number") << int(Category::Decimal) << 1700 << u"numeric"_s << "10.00"_ba;
        QTest::newRow("integer") << int(Category::Integer) << 20 << u"bigint"_s << "-9223372036854775808"_ba;
        QTest::newRow("real") << int(Category::Real) << 701 << u"double precision"_s << "1e-310"_ba;
        QTest::newRow("boolean") << int(Category::Boolean) << 16 << u"boolean"_s << "t"_ba;
        QTest::newRow("timestamp") << int(Category::DateTime) << 1184 << u"timestamp with time zone"_s
                                   << "0044-03-15 12:00:00.123456+00 BC"_ba;
        QTest::newRow("infinity") << int(Category::DateTime) << 1114 << u"timestamp without time zone"_s
                                  << "-infinity"_ba;
        QTest::newRow("interval") << int(Category::Interval) << 1186 << u"interval"_s << "1 mon -1 days +00:10:00"_ba;
        QTest::newRow("uuid") << int(Category::Uuid) << 2950 << u"uuid"_s << "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"_ba;
        QTest::newRow("json") << int(Category::Json) << 114 << u"json"_s << "{\"a\":10.00, \"a\":1e400}"_ba;
        QTest::newRow("bytes") << int(Category::Bytes) << 17 << u"bytea"_s << "\\x00ff5c"_ba;
        QTest::newRow("array") << int(Category::Array) << 1009 << u"text[]"_s << "[0:1]={\"a,\\\"\",NULL}"_ba;
        QTest::newRow("enumeration") << int(Category::Enumeration) << 99999 << u"mood"_s << "it's"_ba;
        QTest::newRow("range") << int(Category::Other) << 3904 << u"int4range"_s << "[1,10)"_ba;
    }
    static EditSubject sample()
    {
        QFETCH(const int, category);
        QFETCH(const int, oid);
        QFETCH(const QString, type);
        QFETCH(const QByteArray, value);
        EditSubject out = subject(Category(category), cellText(value), quint32(oid), type);
        if (Category(category) == Category::Enumeration)
            out.column.labels = {u"sad"_s, u"it's"_s, QString(), u"NULL"_s, u"a\nb"_s};
        return out;
    }
    // The editors for one line and for the panel.
    template <typename Work>
    void inBoth(const EditSubject &what, Work work)
    {
        for (const bool panel : {false, true}) {
            std::unique_ptr<CellEditor> editor(
                panel ? makePanelEditor(what, nullptr) : makeInPlaceEditor(what, nullptr));
            editor->resize(420, 300);
            editor->show();
            work(editor.get());
        }
    }

private Q_SLOTS:
    // Keys that a test presses and pictures that it takes pass through no event loop: without this, those of many tests
    // would count as one turn of it.
    void cleanup() { QCoreApplication::processEvents(); }

    void untouchedValuesComeBackAsTheyWere_data() { samples(); }
    void untouchedValuesComeBackAsTheyWere()
    {
        const EditSubject what = sample();
        inBoth(what, [&](CellEditor *editor) {
            QCOMPARE(editor->value(), what.value);
            QVERIFY(!editor->isEdited());
            QCOMPARE(editor->problem(), QString());
            editor->grab();
            QCOMPARE(editor->accessibleName(), u"field"_s);
        });
    }
    void A15_threeStatesHaveTheirKeys_data() { samples(); }
    void A15_threeStatesHaveTheirKeys()
    {
        const EditSubject what = sample();
        inBoth(what, [&](CellEditor *editor) {
            QApplication::setActiveWindow(editor);
            editor->setFocus();
            QWidget *focus = editor;
            while (focus->focusProxy())
                focus = focus->focusProxy();
            QSignalSpy edited(editor, &CellEditor::edited);
            press(focus, Qt::Key_N, ctrlAlt);
            QVERIFY(editor->value().isNull());
            press(focus, Qt::Key_E, ctrlAlt);
            QVERIFY(editor->value().isEmptyText());
            press(focus, Qt::Key_D, ctrlAlt);
            QVERIFY(editor->value().isDefault());
            QVERIFY(edited.count() >= 3);
            QCOMPARE(editor->problem(), QString());
            editor->setValue(what.value);
            QCOMPARE(editor->value(), what.value);
            QSignalSpy cancelled(editor, &CellEditor::cancelWanted);
            press(focus, Qt::Key_Escape);
            QCOMPARE(cancelled.count(), 1);
        });
    }
    void readOnlyStaysReadOnly_data() { samples(); }
    void readOnlyStaysReadOnly()
    {
        EditSubject what = sample();
        what.readOnly = true;
        inBoth(what, [&](CellEditor *editor) {
            QWidget *focus = editor;
            while (focus->focusProxy())
                focus = focus->focusProxy();
            press(focus, Qt::Key_N, ctrlAlt);
            QTest::keyClicks(focus, u"1"_s);
            QCOMPARE(editor->value(), what.value);
        });
    }

    void A15_thePanelShowsWhichStateHolds()
    {
        EditSubject what = subject(Category::Text, data::CellValue::null());
        what.column.defaultSql = u"'x'"_s;
        const auto editor = shownPanel(what);
        auto *panel = qobject_cast<PanelEditor *>(editor.get());
        QVERIFY(panel->nullButton()->isChecked());
        QTest::mouseClick(panel->emptyButton(), Qt::LeftButton);
        QVERIFY(panel->value().isEmptyText());
        QVERIFY(panel->emptyButton()->isChecked() && !panel->nullButton()->isChecked());
        QTest::mouseClick(panel->defaultButton(), Qt::LeftButton);
        QVERIFY(panel->value().isDefault());
        QVERIFY(panel->defaultButton()->toolTip().contains(u"'x'"_s));
        auto *text = qobject_cast<TextEditor *>(panel->inner());
        text->text()->setFocus();
        QTest::keyClicks(text->text(), u"ab"_s);
        QCOMPARE(panel->value(), cellText("ab"));
        QVERIFY(!panel->defaultButton()->isChecked());
        press(text->text(), Qt::Key_Backspace);
        press(text->text(), Qt::Key_Backspace);
        QVERIFY(panel->value().isEmptyText()); // what is left when a text is taken away is an empty text
    }
    void typingIntoALine()
    {
        const EditSubject what = subject(Category::Text, data::CellValue::null());
        std::unique_ptr<CellEditor> editor(makeInPlaceEditor(what, nullptr));
        editor->show();
        auto *line = editor->findChild<QLineEdit *>();
        QCOMPARE(line->placeholderText(), u"NULL"_s);
        QSignalSpy committed(editor.get(), &CellEditor::commitWanted);
        QTest::keyClicks(line, u" x "_s);
        QCOMPARE(editor->value(), cellText(" x "));
        press(line, Qt::Key_Return);
        QCOMPARE(committed.takeFirst().front().value<CellEditor::Then>(), CellEditor::Then::Down);
        press(line, Qt::Key_Tab);
        QCOMPARE(committed.takeFirst().front().value<CellEditor::Then>(), CellEditor::Then::Next);
        press(line, Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(committed.takeFirst().front().value<CellEditor::Then>(), CellEditor::Then::Previous);
        editor->beginWith(u"7"_s);
        QTest::keyClicks(line, u"8"_s);
        QCOMPARE(editor->value(), cellText("78"));
    }
    void aTextOfManyLinesKeepsEveryCharacter()
    {
        const auto editor = shown<TextEditor>(subject(Category::Text, cellText(strangeText())));
        editor->text()->selectBytes(3, 4); // the letter after the mark at the beginning
        QTest::keyClicks(editor->text(), u"X"_s);
        QByteArray expected = strangeText();
        expected[3] = 'X';
        QCOMPARE(editor->value(), cellText(expected));
        press(editor->text(), Qt::Key_Return);
        press(editor->text(), Qt::Key_Tab);
        expected.insert(4, "\n\t");
        QCOMPARE(editor->value(), cellText(expected));
        QSignalSpy committed(editor.get(), &CellEditor::commitWanted);
        press(editor->text(), Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(committed.count(), 1);
    }
    void C7_aTextOfFifteenMegabytesOpensWithoutAStall()
    {
        const QByteArray long_ = QByteArray(15'000'000, 'x') + u"é"_s.toUtf8();
        const auto editor = shown<TextEditor>(subject(Category::Text, cellText("short")));
        QSignalSpy loaded(editor->text(), &RawText::loaded);
        editor->setSubject(subject(Category::Text, cellText(long_)));
        QCOMPARE(editor->value().bytes().size(), long_.size()); // before it is seen
        QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 1, 60'000);
        editor->text()->selectBytes(0, 1);
        editor->grab();
        QCoreApplication::processEvents(); // a picture is a turn of its own
        editor->text()->replaceBytes(0, 1, "yz");
        QVERIFY(editor->value() == cellText("yz" + long_.sliced(1)));
    }

    void numbersAreJudgedAndNeverConverted_data()
    {
        QTest::addColumn<int>("oid");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("largest") << 20 << u"9223372036854775807"_s << true;
        QTest::newRow("beyond") << 20 << u"9223372036854775808"_s << false;
        QTest::newRow("smallest") << 20 << u"-9223372036854775808"_s << true;
        QTest::newRow("below") << 20 << u"-9223372036854775809"_s << false;
        QTest::newRow("small integer") << 21 << u"32768"_s << false;
        QTest::newRow("leading zeros") << 21 << u"0000032767"_s << true;
        QTest::newRow("fraction") << 23 << u"1.5"_s << false;
        QTest::newRow("word") << 23 << u"abc"_s << false;
        QTest::newRow("nothing") << 23 << u" "_s << false;
        QTest::newRow("numeric") << 1700 << u"10.00"_s << true;
        QTest::newRow("numeric without digits before") << 1700 << u".5e-3"_s << true;
        QTest::newRow("not a number") << 1700 << u"NaN"_s << true;
        QTest::newRow("infinity") << 701 << u"-Infinity"_s << true;
        QTest::newRow("two points") << 701 << u"1.2.3"_s << false;
        QTest::newRow("comma") << 1700 << u"1,5"_s << false;
    }
    void numbersAreJudgedAndNeverConverted()
    {
        QFETCH(const int, oid);
        QFETCH(const QString, text);
        QFETCH(const bool, good);
        const Category category = oid == 701 ? Category::Real : oid == 1700 ? Category::Decimal : Category::Integer;
        std::unique_ptr<CellEditor> editor(
            makeInPlaceEditor(subject(category, cellText("1"), quint32(oid), u"number"_s), nullptr));
        editor->findChild<QLineEdit *>()->setText(text);
        QCOMPARE(editor->problem().isEmpty(), good);
        QCOMPARE(editor->value(), data::CellValue::text(text));
    }

    void booleansHaveThreeStates()
    {
        const auto editor = shown<ChoiceEditor>(subject(Category::Boolean, cellText("f"), 16, u"boolean"_s));
        QCOMPARE(editor->box()->currentText(), u"false"_s);
        press(editor->box(), Qt::Key_Up);
        QCOMPARE(editor->value(), cellText("t"));
        editor->beginWith(u"N"_s);
        QVERIFY(editor->value().isNull());
        QCOMPARE(editor->box()->currentText(), u"NULL"_s);
    }
    void A8_hostileLabelsAreChosenAsTheyAre()
    {
        EditSubject what = subject(Category::Enumeration, cellText("gone"), 99999, u"mood"_s);
        what.column.labels = {u"it's"_s, u"<b>x</b>"_s, QString(), u"NULL"_s, u"a\nb"_s, u"&amp;%n\\"_s, u" blank "_s};
        const auto editor = shown<ChoiceEditor>(what);
        QCOMPARE(editor->value(), cellText("gone")); // a label that nobody knows any more
        for (const QString &label : std::as_const(what.column.labels)) {
            const int row = int(what.column.labels.indexOf(label));
            editor->box()->setCurrentIndex(row);
            QCOMPARE(editor->value(), data::CellValue::text(label));
        }
        QVERIFY(editor->box()->itemText(3) != u"NULL"_s); // the label is not taken for the state
        editor->setValue(data::CellValue::null());
        QVERIFY(editor->value().isNull());
        editor->grab();
    }

    void theCalendarChangesTheDateAlone_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("date") << u"2024-02-29"_s << u"2025-12-24"_s;
        QTest::newRow("microseconds and zone")
            << u"2024-02-29 23:59:59.999999+05:30"_s << u"2025-12-24 23:59:59.999999+05:30"_s;
        QTest::newRow("infinity") << u"infinity"_s << u"2025-12-24 00:00:00"_s;
        QTest::newRow("before Christ") << u"0044-03-15 12:00:00 BC"_s << u"2025-12-24 00:00:00"_s;
        QTest::newRow("far future") << u"294276-12-31 00:00:00"_s << u"2025-12-24 00:00:00"_s;
        QTest::newRow("nothing") << QString() << u"2025-12-24 00:00:00"_s;
    }
    void theCalendarChangesTheDateAlone()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, after);
        const quint32 oid = before.size() == 10 ? 1082 : 1184;
        const auto editor = shown<DateEditor>(
            subject(Category::DateTime, data::CellValue::text(before), oid, u"timestamp with time zone"_s));
        press(editor->line(), Qt::Key_Down, Qt::AltModifier);
        QVERIFY(editor->calendar() && editor->calendar()->isVisible());
        QCOMPARE(editor->value(), data::CellValue::text(before)); // looking changes nothing
        editor->choose(QDate(2025, 12, 24));
        QCOMPARE(editor->value(), data::CellValue::text(after));
        editor->line()->setText(u"tomorrow at noon"_s); // free text
        QCOMPARE(editor->value(), cellText("tomorrow at noon"));
    }

    void uuidsAreGenerated()
    {
        const auto editor = shown<UuidEditor>(subject(Category::Uuid, data::CellValue::null(), 2950, u"uuid"_s));
        editor->generate();
        const data::CellValue first = editor->value();
        QCOMPARE(first.bytes().size(), 36);
        QCOMPARE(first.bytes().at(14), '4');
        QCOMPARE(editor->problem(), QString());
        editor->generate();
        QVERIFY(editor->value() != first);
        editor->line()->setText(u"xyz"_s);
        QVERIFY(!editor->problem().isEmpty());
    }

    void A8_arraysAreEditedByElement()
    {
        const auto editor =
            shown<ArrayEditor>(subject(Category::Array, cellText("{\"a\",NULL,\"it\\\"s, {x}\"}"), 1009, u"text[]"_s));
        ArrayModel *model = editor->model();
        QCOMPARE(model->rowCount(), 3);
        QVERIFY(model->index(1, 0).data(ArrayModel::IsNullRole).toBool());
        QCOMPARE(model->index(2, 0).data(ArrayModel::ValueRole).toByteArray(), "it\"s, {x}"_ba);
        model->setElement(1, cellText("NULL"));                                   // the word, not the state
        QCOMPARE(editor->value(), cellText("{\"a\",\"NULL\",\"it\\\"s, {x}\"}")); // the quotes of a stay
        editor->list()->setCurrentIndex(model->index(2, 0));
        editor->addElement();
        model->setElement(3, cellText(""));
        QCOMPARE(editor->value(), cellText("{\"a\",\"NULL\",\"it\\\"s, {x}\",\"\"}"));
        editor->list()->setCurrentIndex(model->index(0, 0));
        editor->removeElement();
        model->moveElement(0, -1); // out of the list: nothing
        model->moveElement(2, -1);
        QCOMPARE(editor->value(), cellText("{\"NULL\",\"\",\"it\\\"s, {x}\"}"));
        editor->text()->replaceAll("{1,2");
        QVERIFY(!editor->problem().isEmpty());
        editor->text()->replaceAll("{1,2}");
        QCOMPARE(editor->problem(), QString());
        QCOMPARE(model->rowCount(), 2);
        QCOMPARE(editor->value(), cellText("{1,2}"));
    }
    void A8_elementsHaveTheEditorOfTheirType()
    {
        EditSubject moods = subject(Category::Array, cellText("{sad}"), 99998, u"mood[]"_s);
        moods.column.labels = {u"sad"_s, u"it's"_s};
        const auto editor = shown<ArrayEditor>(moods);
        std::unique_ptr<CellEditor> element(makeInPlaceEditor(editor->elementSubject(0), nullptr));
        QVERIFY(qobject_cast<ChoiceEditor *>(element.get()));
        editor->setSubject(subject(Category::Array, cellText("{2024-01-01}"), 1182, u"date[]"_s));
        element.reset(makeInPlaceEditor(editor->elementSubject(0), nullptr));
        QVERIFY(qobject_cast<DateEditor *>(element.get()));
        editor->setSubject(subject(Category::Array, cellText("{1}"), 1016, u"bigint[]"_s));
        editor->list()->edit(editor->model()->index(0, 0));
        auto *line = editor->list()->findChild<QLineEdit *>();
        QVERIFY(line);
        line->setText(u"9007199254740993"_s);
        press(line, Qt::Key_Return);
        QCOMPARE(editor->value(), cellText("{9007199254740993}"));
    }
    void nestedArraysAndBoundsAreKept()
    {
        const auto editor =
            shown<ArrayEditor>(subject(Category::Array, cellText("[2:3][1:2]={{1,2},{3,NULL}}"), 1007, u"integer[]"_s));
        QCOMPARE(editor->model()->rowCount(), 2);
        QCOMPARE(editor->model()->headerData(0, Qt::Vertical, Qt::DisplayRole).toInt(), 2);
        editor->model()->setElement(1, cellText("{7,8}"));
        QCOMPARE(editor->value(), cellText("[2:3][1:2]={{1,2},{7,8}}"));
        editor->setSubject(subject(Category::Array, cellText("[0:1]={5,6}"), 1007, u"integer[]"_s));
        editor->addElement();
        QCOMPARE(editor->value(), cellText("[0:2]={5,6,NULL}"));
    }

    void bytesAreSeenAndTyped()
    {
        const auto editor = shown<BytesEditor>(subject(Category::Bytes, cellText("\\x00ff5c"), 17, u"bytea"_s));
        QCOMPARE(editor->view()->byteCount(), 3);
        QTest::keyClicks(editor->view(), u"aB"_s);
        QCOMPARE(editor->value(), cellText("\\xabff5c"));
        press(editor->view(), Qt::Key_Delete);
        QCOMPARE(editor->value(), cellText("\\xab5c"));
        press(editor->view(), Qt::Key_End, Qt::ControlModifier);
        QTest::keyClicks(editor->view(), u"0"_s);
        QCOMPARE(editor->value(), cellText("\\xab5c00"));
        press(editor->view(), Qt::Key_Home, Qt::ControlModifier);
        press(editor->view(), Qt::Key_Insert);
        QCOMPARE(editor->value(), cellText("\\x00ab5c00"));
        editor->grab();
        editor->setSubject(subject(Category::Bytes, cellText("a\\\\b\\001"), 17, u"bytea"_s)); // the other output
        QCOMPARE(editor->view()->hex().joined(), "615c6201"_ba);
        QCOMPARE(editor->value(), cellText("a\\\\b\\001"));
    }
    void bytesPassThroughFiles()
    {
        QTemporaryDir folder;
        QByteArray bytes(3'000'001, '\0');
        for (qsizetype i = 0; i < bytes.size(); ++i)
            bytes[i] = char(i * 7 + i / 256);
        QFile from(folder.filePath(u"in"_s));
        QVERIFY(from.open(QIODevice::WriteOnly));
        from.write(bytes);
        from.close();
        const auto editor = shown<BytesEditor>(subject(Category::Bytes, data::CellValue::null(), 17, u"bytea"_s));
        QSignalSpy done(editor.get(), &BytesEditor::fileDone);
        editor->loadFile(from.fileName());
        QTRY_COMPARE(done.count(), 1);
        QVERIFY(editor->value() == cellText("\\x" + bytes.toHex()));
        editor->saveFile(folder.filePath(u"out"_s));
        QTRY_COMPARE(done.count(), 2);
        QFile out(folder.filePath(u"out"_s));
        QVERIFY(out.open(QIODevice::ReadOnly));
        QVERIFY(out.readAll() == bytes);
        editor->loadFile(folder.filePath(u"none"_s));
        QTRY_COMPARE(done.count(), 3);
        QVERIFY(done.back().front().toString().contains(u"none"_s));
        QVERIFY(editor->value() == cellText("\\x" + bytes.toHex())); // nothing is lost by it
    }
    void A18_leavingAnEditorCommitsAndOnlyWhatWasTyped()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        CellEditor *editor = makeInPlaceEditor(subject(Category::Bytes, cellText("\\x00ff")), &window);
        auto *other = new QLineEdit(&window);
        layout->addWidget(editor);
        layout->addWidget(other);
        window.show();
        QApplication::setActiveWindow(&window);
        QSignalSpy committed(editor, &CellEditor::commitWanted);
        editor->setFocus();
        other->setFocus();
        QCoreApplication::processEvents();
        QCOMPARE(committed.count(), 0); // looked at
        editor->setFocus();
        editor->setValue(cellText("\\x01"));
        other->setFocus();
        QTRY_COMPARE(committed.count(), 1);
    }
    void theBestPlaceToEdit()
    {
        QVERIFY(fitsInPlace(subject(Category::Text, cellText("a"))));
        QVERIFY(!fitsInPlace(subject(Category::Text, cellText("a\nb"))));
        QVERIFY(!fitsInPlace(subject(Category::Bytes, cellText("\\x00"), 17, u"bytea"_s)));
        QVERIFY(!fitsInPlace(subject(Category::Json, cellText(QByteArray(20'000, ' ') + "1"))));
    }
};

HOWDAH_UI_TEST_MAIN(CellEditorsTest)
#include "tst_celleditors.moc"
