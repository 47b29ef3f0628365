// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The editor of foreign keys over a real server: the label of the row that is referenced, and the picker.
#include "edit/editcase.h"
#include "common/theme.h"
#include "connect/entitybook.h"
#include "editors/celleditor.h"
#include "editors/labelledreference.h"
#include "editors/referenceeditor.h"
#include "editors/referencepicker.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;

class ReferenceEditorTest final : public EditCase
{
    Q_OBJECT

    std::unique_ptr<ReferenceEditor> m_editor;

    // Of a cell of `notes`, as the grid makes it.
    void edit(const QString &column, const data::CellValue &value, const std::map<int, data::CellValue> &others = {})
    {
        const data::EditTarget &target = *edits().target();
        const auto found = std::ranges::find(target.columns, column, &data::EditColumn::name);
        QVERIFY(found != target.columns.end());
        EditSubject subject;
        subject.column = *found;
        subject.value = value;
        subject.connection = &m_window->connection;
        subject.relation = target.shape.oid;
        subject.position = int(found - target.columns.begin());
        subject.row = others;
        CellEditor *made = makeInPlaceEditor(subject, nullptr);
        m_editor.reset(qobject_cast<ReferenceEditor *>(made));
        QVERIFY2(m_editor, made->metaObject()->className());
        m_editor->resize(420, 32);
        m_editor->show();
        QApplication::setActiveWindow(m_editor.get());
        m_editor->line()->setFocus();
    }
    ReferencePicker &picker() { return *m_editor->picker(); }
    QString choice(int row) { return picker().list()->model()->index(row, 0).data().toString(); }
    int choices() { return picker().list()->model()->rowCount(); }
    // With HOWDAH_PICTURES set, what it looks like is left there.
    static void picture(QWidget &widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("HOWDAH_PICTURES");
        if (folder.isEmpty())
            return;
        Theme theme(*qobject_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light);
        for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
            theme.setChoice(choice);
            QCoreApplication::processEvents();
            QVERIFY(widget.grab().save(
                folder + u'/' + name + (choice == ThemeChoice::Dark ? u"-dark"_s : u""_s) + u".png"_s));
        }
    }
    void openPicker()
    {
        QTest::keyClick(m_editor->line(), Qt::Key_Down, Qt::AltModifier);
        QVERIFY(m_editor->picker());
        QTRY_VERIFY(picker().isVisible() && !picker().isSearching());
    }
    void startAgain()
    {
        picker().search()->clear();
        QTRY_VERIFY(!picker().isSearching() && choices() == 100);
    }
    // Typed, and looked for once the operator pauses.
    void search(const QString &text, int found)
    {
        QTest::keyClicks(picker().search(), text);
        QTRY_VERIFY(!picker().isSearching() && choices() == found);
    }

private Q_SLOTS:
    void init()
    {
        begin();
        psql(u"DROP TABLE IF EXISTS rooms, people CASCADE; "
             "CREATE TABLE people (id int PRIMARY KEY, name text); "
             "INSERT INTO people SELECT i, 'person ' || i FROM generate_series(3, 400) i; "
             "INSERT INTO people VALUES (1, 'Ann <img src=x> %1 \\'), (2, 'Bob'); "
             "CREATE TABLE rooms (house int, number int, name text, PRIMARY KEY (house, number)); "
             "INSERT INTO rooms VALUES (1, 1, 'hall'), (1, 2, 'kitchen'), (2, 1, 'attic'); "
             "ALTER TABLE notes ADD person int REFERENCES people, ADD house int, ADD room int, "
             "ADD FOREIGN KEY (house, room) REFERENCES rooms"_s);
        m_window = std::make_unique<Window>(m_here->connInfo());
        QTRY_VERIFY(
            m_window->connection.catalog() && m_window->connection.catalog()->stage == catalog::Stage::Complete);
        open();
    }
    void cleanup()
    {
        m_editor.reset();
        end();
    }

    void theReferencedRowIsNamed()
    {
        edit(u"person"_s, "1"_t);
        QTRY_COMPARE(m_editor->label(), u"Ann <img src=x> %1 \\"_s);
        for (const QLabel *label : m_editor->findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        // As one types, and when there is none.
        m_editor->line()->selectAll();
        QTest::keyClicks(m_editor->line(), u"2"_s);
        QTRY_COMPARE(m_editor->label(), u"Bob"_s);
        QTest::keyClicks(m_editor->line(), u"000"_s);
        QTRY_VERIFY2(m_editor->label().contains(u"no such row"_s), qPrintable(m_editor->label()));
        QCOMPARE(m_editor->value(), "2000"_t);
        // What is no key at all is told in the server's words.
        QTest::keyClicks(m_editor->line(), u"x"_s);
        QTRY_VERIFY2(m_editor->label().contains(u"2000x"_s), qPrintable(m_editor->label()));
        edit(u"person"_s, data::CellValue::null());
        QCOMPARE(m_editor->label(), QString());
    }

    void rowsAreFoundByTheirLabelAndChosenByKeys()
    {
        edit(u"person"_s, "1"_t);
        openPicker();
        QVERIFY(picker().search()->hasFocus());
        QCOMPARE(choices(), 100);
        QVERIFY2(picker().status().contains(u"100"_s), qPrintable(picker().status()));
        search(u"bOB"_s, 1);
        QVERIFY2(choice(0).contains(u"Bob"_s) && choice(0).contains(u'2'), qPrintable(choice(0)));
        QTest::keyClick(picker().search(), Qt::Key_Return);
        QVERIFY(!picker().isVisible());
        QCOMPARE(m_editor->value(), "2"_t);
        QCOMPARE(m_editor->label(), u"Bob"_s);
        QVERIFY(m_editor->isEdited());
        // By the arrows; Escape leaves everything as it was.
        openPicker();
        search(u"person 39"_s, 11);
        QTest::keyClick(picker().search(), Qt::Key_Down);
        QTest::keyClick(picker().search(), Qt::Key_Down);
        QCOMPARE(picker().list()->currentIndex().row(), 2);
        QTest::keyClick(picker().search(), Qt::Key_Escape);
        QVERIFY(!picker().isVisible());
        QCOMPARE(m_editor->value(), "2"_t);
        openPicker();
        search(u"'; DROP TABLE people; -- %"_s, 0);
        QTest::keyClick(picker().search(), Qt::Key_Return);
        QCOMPARE(m_editor->value(), "2"_t);
        QCOMPARE(psql(u"SELECT count(*) FROM people"_s), u"400"_s);
    }

    // As the model says: found by label, subtitle, short id and whole key, and shown by label and short id.
    void rowsAreFoundAsTheirModelCallsThem()
    {
        psql(u"CREATE TABLE agents (id uuid PRIMARY KEY, name text, role text, weight int DEFAULT 1); "
             "INSERT INTO agents SELECT ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 'extra ' || i, "
             "'clerk' FROM generate_series(1, 200) i; "
             "INSERT INTO agents VALUES ('3f2a91c0-1111-2222-3333-444455556666', 'Nova 100%', 'lead_writer'), "
             "('3f2a91c1-1111-2222-3333-444455556666', E'<b>Bo</b>\\n\u202Egnp', 'reader'); "
             "ALTER TABLE notes ADD agent uuid REFERENCES agents"_s);
        QVERIFY(QDir().mkpath(entity::modelFolder()));
        QFile model(entity::modelFolder() + u"/agents.yaml"_s);
        QVERIFY(model.open(QIODevice::WriteOnly));
        model.write("title: Agents\ntables: [agents, notes]\nentities:\n  - id: agent\n    table: agents\n"
                    "    singular: agent\n    label: (CASE WHEN 1 / weight > 0 THEN 'Agent ' END) || name\n"
                    "    subtitle: role\n");
        model.close();
        m_window->connection.refreshCatalog();
        const EntityBook &book = m_window->connection.entityBook();
        const auto isBound = [&] {
            const auto *table = book.entities()->catalog().relation(u"public"_s, u"agents"_s);
            return table && book.entities()->of(table->oid)
                && m_window->connection.catalog()->stage == catalog::Stage::Complete;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isBound(), 30'000);
        open();
        edit(u"agent"_s, "3f2a91c0-1111-2222-3333-444455556666"_t);
        QTRY_COMPARE(m_editor->label(), u"Agent Nova 100%"_s);
        openPicker();
        search(u"lead_"_s, 1); // the subtitle, and no pattern
        QCOMPARE(choice(0), u"Agent Nova 100%  ·  3f2a91c0"_s);
        QCOMPARE(
            picker().list()->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(),
            u"Agent Nova 100%, lead_writer, 3f2a91c0-1111-2222-3333-444455556666"_s);
        picture(picker(), u"picker"_s);
        startAgain();
        search(u"3F2A91C"_s, 2); // what people call its id
        QVERIFY2(!choice(1).contains(u'\n') && !choice(1).contains(u'\u202E'), qPrintable(choice(1)));
        startAgain();
        search(u"100%"_s, 1);
        startAgain();
        search(u"3f2a91c1-1111-2222-3333-444455556666"_s, 1);
        QTest::keyClick(picker().search(), Qt::Key_Return);
        QCOMPARE(m_editor->value(), "3f2a91c1-1111-2222-3333-444455556666"_t);
        // A whole key is asked of its index alone.
        const data::Reference reference = *labelledReference(
            m_window->connection, edits().target()->shape.oid, edits().target()->columnNamed(u"agent"_s));
        const connection::Statement whole =
            data::choicesStatement(reference, u"3f2a91c1-1111-2222-3333-444455556666"_s, 10);
        QVERIFY2(!whole.sql.contains(u"~~*"_s) && whole.sql.contains(u"LIMIT 10"_s), qPrintable(whole.sql));
        // A label that fails for some row: by what stands in its columns.
        psql(u"UPDATE agents SET weight = 0 WHERE name = 'extra 7'"_s);
        openPicker();
        search(u"extra 7"_s, 11);
        QVERIFY2(choice(0).startsWith(u"extra 7"_s), qPrintable(choice(0)));
        QVERIFY(model.remove());
    }

    void aKeyOfSeveralColumnsComesWhole()
    {
        const auto &columns = edits().target()->columns;
        const auto place = [&columns](const QString &name) {
            return int(std::ranges::find(columns, name, &data::EditColumn::name) - columns.begin());
        };
        edit(u"room"_s, "2"_t, {{place(u"house"_s), "1"_t}});
        QTRY_COMPARE(m_editor->label(), u"kitchen"_s);
        openPicker();
        search(u"attic"_s, 1);
        QTest::keyClick(picker().search(), Qt::Key_Return);
        QCOMPARE(m_editor->value(), "1"_t);
        QCOMPARE(m_editor->companions(), (std::map<int, data::CellValue>{{place(u"house"_s), "2"_t}}));
        // Half of a key references nothing.
        edit(u"room"_s, "2"_t, {{place(u"house"_s), data::CellValue::null()}});
        QTest::qWait(0);
        QCOMPARE(m_editor->label(), QString());
    }

    void aSearchThatTakesLongEndsWithThePicker()
    {
        psql(u"CREATE OR REPLACE VIEW waiting AS SELECT count(*) AS c FROM pg_stat_activity WHERE "
             "wait_event_type = 'Lock' AND query LIKE '%people%' AND pid <> pg_backend_pid()"_s);
        edit(u"person"_s, "1"_t);
        QTRY_VERIFY(!m_editor->label().isEmpty());
        const auto other = m_here->open();
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(other->query({u"LOCK TABLE people"_s, {}}).result());
        QTest::keyClick(m_editor->line(), Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE(psql(u"SELECT c FROM waiting"_s), u"1"_s);
        QVERIFY(picker().isVisible() && picker().isSearching());
        QTest::keyClick(picker().search(), Qt::Key_Escape);
        QTRY_COMPARE_WITH_TIMEOUT(psql(u"SELECT c FROM waiting"_s), u"0"_s, 1000);
        QVERIFY(other->query({u"ROLLBACK"_s, {}}).result());
    }
};

HOWDAH_UI_TEST_MAIN(ReferenceEditorTest)
#include "tst_referenceeditor.moc"
