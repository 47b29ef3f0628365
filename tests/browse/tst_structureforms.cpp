// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/change/columndraftmodel.h"
#include "browse/change/commentedit.h"
#include "browse/change/structureactions.h"
#include "browse/change/tableform.h"
#include "browse/structure/structureview.h"
#include "browse/tree/objecttree.h"
#include "common/settings.h"
#include "common/code/sqlview.h"
#include "common/tasks.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QPushButton>
#include <QTableView>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

// The structure is changed from the page, as an operator does it, over a real server.
class StructureFormsTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::unique_ptr<BrowsePage> m_page;

    [[nodiscard]] QString ask(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        return answer ? answer->trimmed() : answer.error().detail;
    }
    template <typename Kind>
    [[nodiscard]] Kind *shown(const QString &name) const
    {
        for (Kind *one : m_page->findChildren<Kind *>(name)) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }
    template <typename Kind>
    [[nodiscard]] static Kind *in(const QWidget *form, const QString &name)
    {
        return form->findChild<Kind *>(name);
    }
    void openTable(const QString &name)
    {
        m_page->openObject(u"public"_s, name);
        QTRY_COMPARE(m_connection->catalog()->relation(m_page->current()->relation())->name, name);
    }
    // The form that this action opens.
    StructureForm *form(const QString &action) const
    {
        QAction *one = m_page->changes()->action(action);
        if (!one || !one->isEnabled())
            return nullptr;
        one->trigger();
        return m_page->findChild<StructureForm *>();
    }
    void press(const QWidget *form, const QString &name) const
    {
        auto *button = form->findChild<QPushButton *>(name);
        QVERIFY(button);
        QTRY_VERIFY2(button->isEnabled(), qPrintable(button->toolTip()));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    // From the form through the review; waits for the end.
    void runForm(StructureForm *form)
    {
        const QSignalSpy changed(m_page->changes(), &StructureActions::changed);
        press(form, u"accept"_s);
        QTRY_VERIFY(shown<QDialog>(u"changeReview"_s));
        const auto *review = shown<QDialog>(u"changeReview"_s);
        QVERIFY(in<QLabel>(review, u"locks"_s));
        press(review, u"accept"_s);
        QTRY_COMPARE(changed.count(), 1);
        QTRY_VERIFY(m_page->findChildren<StructureForm *>().isEmpty());
        QVERIFY(shown<Banner>(u"structureReport"_s));
        QTRY_VERIFY(!m_connection->isReadingCatalog());
    }
    [[nodiscard]] QString problems(const StructureForm *form) const
    {
        return in<QLabel>(form, u"structureProblems"_s)->text();
    }
    static void check(QListWidget *list, const QString &column)
    {
        for (int row = 0; row < list->count(); ++row) {
            if (list->item(row)->data(Qt::UserRole).toString() == column)
                list->item(row)->setCheckState(Qt::Checked);
        }
    }

    void start(Environment environment)
    {
        m_database = m_server.createDatabase();
        QVERIFY(m_server.psql(
            m_database, u"CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE users (id integer PRIMARY KEY, name text); "
                        "INSERT INTO users SELECT i, 'n' FROM generate_series(1, 42) i; "
                        "CREATE TABLE orders (id integer, user_id integer); ALTER TABLE orders ADD CONSTRAINT later "
                        "CHECK (id > 0) NOT VALID; CREATE VIEW names AS SELECT name FROM users; ANALYZE"_s));
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_page =
            std::make_unique<BrowsePage>(PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr});
        m_page->resize(1200, 800);
        m_page->show();
        m_connection->connectTo(m_server.connInfo(m_database), environment);
        QTRY_VERIFY(m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Complete);
    }

private Q_SLOTS:
    void init() { start(Environment::Development); }
    void cleanup()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_connection->isReadingCatalog(), 30'000);
        m_page.reset();
        m_connection.reset();
        m_tasks.reset();
        m_settings.reset();
    }

    void aTableIsCreatedByItsForm()
    {
        auto *form = qobject_cast<TableForm *>(this->form(u"createTable"_s));
        QVERIFY(form);
        QVERIFY(problems(form).contains(u"Enter the name of the table"_s));
        const auto isWrong = [form] { return in<QLabel>(form, u"structureProblems"_s)->property("problem").toBool(); };
        QVERIFY(!isWrong()); // what is missing at first is no failure yet
        QVERIFY(!in<QPushButton>(form, u"accept"_s)->isEnabled());
        QTest::keyClicks(in<QLineEdit>(form, u"name"_s), u"Notes"_s);
        QTRY_VERIFY(form->preview()->sql().contains(u"\"Notes\""_s));
        press(form, u"addColumn"_s);
        QWidget *editor = nullptr;
        QTRY_VERIFY((editor = form->columnTable()->viewport()->findChild<QLineEdit *>()) != nullptr);
        QTest::keyClicks(editor, u"feeling"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(form->preview()->sql().contains(u"feeling text"_s));
        const QModelIndex type = form->columns()->index(1, ColumnDraftModel::Type);
        QVERIFY(type.data(ColumnDraftModel::TypesRole).toStringList().contains(u"public.mood"_s));
        form->columns()->setData(type, u"no type("_s, Qt::EditRole);
        QVERIFY(problems(form).contains(u"not a type"_s) && isWrong());
        form->columns()->setData(type, u"public.mood"_s, Qt::EditRole);
        QCOMPARE(problems(form), QString());
        runForm(form);
        QCOMPARE(
            ask(u"SELECT count(*) FROM pg_attribute WHERE attrelid = '\"Notes\"'::regclass AND attnum > 0"_s), u"2"_s);
        QTRY_VERIFY(m_connection->catalog()->relation(u"public"_s, u"Notes"_s));
        QTRY_COMPARE(m_page->current()->relation(), m_connection->catalog()->relation(u"public"_s, u"Notes"_s)->oid);
        QVERIFY(shown<Banner>(u"structureReport"_s));
        // In another database nothing of it is said.
        m_connection->connectTo(m_server.connInfo(m_server.createDatabase()), Environment::Development);
        QTRY_VERIFY(!shown<Banner>(u"structureReport"_s));
        QTRY_VERIFY(m_connection->catalog() && m_connection->catalog()->stage == catalog::Stage::Complete);
        QVERIFY(!shown<Banner>(u"structureReport"_s));
    }

    void aTableIsAlteredAndAnotherClientIsNoticed()
    {
        openTable(u"orders"_s);
        auto *form = qobject_cast<TableForm *>(this->form(u"alterTable"_s));
        QVERIFY(form);
        QCOMPARE(problems(form), u"Nothing is changed yet."_s);
        form->columns()->setData(form->columns()->index(0, ColumnDraftModel::NotNull), Qt::Checked, Qt::CheckStateRole);
        QVERIFY(form->preview()->sql().contains(u"SET NOT NULL"_s));
        QCOMPARE(ask(u"ALTER TABLE orders ADD COLUMN other text"_s), QString());
        press(form, u"accept"_s);
        auto *error = in<QLabel>(form, u"structureError"_s);
        QTRY_VERIFY(error->isVisible());
        QVERIFY2(error->text().contains(u"Somebody else has changed"_s), qPrintable(error->text()));
        form->reject();
        m_page->refresh();
        QTRY_VERIFY(m_connection->catalog()->column(m_page->current()->relation(), u"other"_s));
        QTRY_VERIFY(!m_connection->isReadingCatalog());
        QTRY_VERIFY(m_page->findChildren<StructureForm *>().isEmpty());
        form = qobject_cast<TableForm *>(this->form(u"alterTable"_s));
        QVERIFY(form);
        form->columns()->setData(form->columns()->index(0, ColumnDraftModel::NotNull), Qt::Checked, Qt::CheckStateRole);
        runForm(form);
        QCOMPARE(
            ask(u"SELECT attnotnull FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'id'"_s),
            u"t"_s);
    }

    void cascadeIsChosenOnlyWhenItsObjectsAreShown()
    {
        openTable(u"users"_s);
        StructureForm *form = this->form(u"dropRelation"_s);
        QVERIFY(form);
        QVERIFY(!in<QPushButton>(form, u"accept"_s)->isEnabled());
        auto *cascade = in<QCheckBox>(form, u"cascade"_s);
        QTRY_VERIFY(cascade->isVisible());
        QVERIFY(in<QListWidget>(form, u"dependents"_s)->item(0)->text().contains(u"names"_s));
        QVERIFY(in<QLabel>(form, u"rows"_s)->text().contains(u"42"_s));
        QVERIFY(!in<QPushButton>(form, u"accept"_s)->isEnabled());
        cascade->setChecked(true);
        QVERIFY(form->preview()->sql().contains(u"CASCADE"_s));
        runForm(form);
        QCOMPARE(ask(u"SELECT to_regclass('users') IS NULL AND to_regclass('names') IS NULL"_s), u"t"_s);
    }

    void aTableIsTruncatedRenamedAndCommented()
    {
        openTable(u"users"_s);
        StructureForm *form = this->form(u"truncateTable"_s);
        QVERIFY(form);
        QTRY_VERIFY(in<QLabel>(form, u"rows"_s)->text().contains(u"42"_s));
        runForm(form);
        QCOMPARE(ask(u"SELECT count(*) FROM users"_s), u"0"_s);
        form = this->form(u"commentRelation"_s);
        QVERIFY(form);
        in<QPlainTextEdit>(form, u"comment"_s)->setPlainText(u"it's \"new\""_s);
        runForm(form);
        QCOMPARE(ask(u"SELECT obj_description('users'::regclass)"_s), u"it's \"new\""_s);
        QTRY_COMPARE(m_connection->catalog()->relation(m_page->current()->relation())->comment, u"it's \"new\""_s);
        form = this->form(u"renameRelation"_s);
        QVERIFY(form);
        in<QLineEdit>(form, u"name"_s)->setText(u"people"_s);
        runForm(form);
        QCOMPARE(ask(u"SELECT to_regclass('people') IS NULL"_s), u"f"_s);
    }

    void keysAndIndexesAreMadeByForms()
    {
        openTable(u"orders"_s);
        StructureForm *form = this->form(u"addConstraint"_s);
        QVERIFY(form);
        check(in<QListWidget>(form, u"columns"_s), u"user_id"_s);
        auto *table = in<QComboBox>(form, u"referencedTable"_s);
        QVERIFY(problems(form).contains(u"Choose the table"_s));
        table->setCurrentIndex(table->findText(u"public.users"_s));
        QVERIFY2(
            form->preview()->sql().contains(u"REFERENCES public.users (id)"_s), qPrintable(form->preview()->sql()));
        QVERIFY(form->preview()->sql().contains(u"orders_user_id_fkey"_s));
        runForm(form);
        QCOMPARE(ask(u"SELECT count(*) FROM pg_constraint WHERE conname = 'orders_user_id_fkey'"_s), u"1"_s);
        form = this->form(u"createIndex"_s);
        QVERIFY(form);
        check(in<QListWidget>(form, u"columns"_s), u"user_id"_s);
        QVERIFY(form->preview()->sql().contains(u"CREATE INDEX CONCURRENTLY orders_user_id_idx"_s));
        runForm(form);
        QCOMPARE(ask(u"SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_user_id_idx'::regclass"_s), u"t"_s);
    }

    // Blanks that do not break, line ends of Windows, and more than a field of one line would hold.
    void aCommentThatNobodyTouchedStaysByteForByte()
    {
        const QString odd = u"U&'one\\00A0two\\000D\\000Athree\\2028four'"_s;
        QCOMPARE(
            ask(u"DO $$ BEGIN EXECUTE format('COMMENT ON TABLE orders IS %L', "_s + odd
                + u"); "
                  u"EXECUTE format('COMMENT ON COLUMN orders.id IS %L', "_s
                + odd
                + u" || repeat('x', 40000)); "
                  u"EXECUTE format('COMMENT ON COLUMN orders.user_id IS %L', 'first' || chr(10) || 'second'); "
                  "END $$"_s),
            QString());
        const auto isSame = [&](const QString &call, const QString &more) {
            return ask(u"SELECT "_s + call + u" = "_s + odd + more);
        };
        m_page->refresh();
        openTable(u"orders"_s);
        QTRY_VERIFY(m_connection->catalog()->relation(m_page->current()->relation())->comment.contains(QChar(0xa0)));
        QTRY_VERIFY(!m_connection->isReadingCatalog());
        auto *form = qobject_cast<TableForm *>(this->form(u"alterTable"_s));
        QVERIFY(form);
        // Opened and left without a change, its editor changes nothing.
        const QModelIndex cell = form->columns()->index(0, ColumnDraftModel::Comment);
        form->columnTable()->setCurrentIndex(cell);
        form->columnTable()->edit(cell);
        CommentEdit *editor = nullptr;
        QTRY_VERIFY((editor = form->columnTable()->viewport()->findChild<CommentEdit *>()) != nullptr);
        QVERIFY2(editor->height() > 2 * editor->fontMetrics().lineSpacing(), "several lines are to be seen");
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!form->columnTable()->viewport()->findChild<CommentEdit *>());
        QCOMPARE(problems(form), u"Nothing is changed yet."_s);
        // Of the other one a line more is typed.
        const QModelIndex other = form->columns()->index(1, ColumnDraftModel::Comment);
        form->columnTable()->setCurrentIndex(other);
        form->columnTable()->edit(other);
        QTRY_VERIFY((editor = form->columnTable()->viewport()->findChild<CommentEdit *>()) != nullptr);
        editor->moveCursor(QTextCursor::End);
        QTest::keyClick(editor, Qt::Key_Return);
        QTest::keyClicks(editor, u"third"_s);
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(form->preview()->sql().contains(u"first\nsecond\nthird"_s));
        QVERIFY2(!form->preview()->sql().contains(u"two"_s), qPrintable(form->preview()->sql().left(300)));
        runForm(form);
        QCOMPARE(isSame(u"obj_description('orders'::regclass)"_s, QString()), u"t"_s);
        QCOMPARE(isSame(u"col_description('orders'::regclass, 1)"_s, u" || repeat('x', 40000)"_s), u"t"_s);
        QCOMPARE(ask(u"SELECT col_description('orders'::regclass, 2) = E'first\\nsecond\\nthird'"_s), u"t"_s);
        // Where one letter is typed, all the others stay.
        StructureForm *comment = this->form(u"commentRelation"_s);
        QVERIFY(comment);
        QCOMPARE(problems(comment), u"Nothing is changed yet."_s);
        auto *text = in<CommentEdit>(comment, u"comment"_s);
        text->moveCursor(QTextCursor::End);
        QTest::keyClicks(text, u"!"_s);
        runForm(comment);
        QCOMPARE(isSame(u"obj_description('orders'::regclass)"_s, u" || '!'"_s), u"t"_s);
    }

    void aReferencedTableIsTheOneThatIsWritten()
    {
        openTable(u"orders"_s);
        StructureForm *form = this->form(u"addConstraint"_s);
        QVERIFY(form);
        check(in<QListWidget>(form, u"columns"_s), u"user_id"_s);
        auto *table = in<QComboBox>(form, u"referencedTable"_s);
        table->setCurrentIndex(table->findText(u"public.users"_s));
        QVERIFY(form->preview()->sql().contains(u"REFERENCES public.users"_s));
        // Another name, of which there is no table: the former one is not meant any more.
        table->lineEdit()->selectAll();
        QTest::keyClicks(table->lineEdit(), u"public.nobody"_s);
        QVERIFY2(!form->preview()->sql().contains(u"users (id)"_s), qPrintable(form->preview()->sql()));
        QVERIFY2(problems(form).contains(u"There is no table public.nobody"_s), qPrintable(problems(form)));
        QCOMPARE(in<QListWidget>(form, u"referencedColumns"_s)->count(), 0);
        QVERIFY(!in<QPushButton>(form, u"accept"_s)->isEnabled());
        QVERIFY(!in<QPushButton>(form, u"makeMigration"_s)->isEnabled());
        table->lineEdit()->selectAll();
        QTest::keyClicks(table->lineEdit(), u"public.users"_s);
        QCOMPARE(problems(form), QString());
        QVERIFY(form->preview()->sql().contains(u"REFERENCES public.users (id)"_s));
        form->reject();
    }

    void anIdentityOfAFilledColumnGoesOnBehindIt()
    {
        openTable(u"users"_s);
        auto *form = qobject_cast<TableForm *>(this->form(u"alterTable"_s));
        QVERIFY(form);
        const QModelIndex identity = form->columns()->index(0, ColumnDraftModel::Identity);
        form->columns()->setData(identity, ColumnDraftModel::identityText('d'), Qt::EditRole);
        auto *next = in<QCheckBox>(form, u"continueIdentity"_s);
        QTRY_VERIFY(next->isVisible() && next->isChecked());
        QVERIFY2(in<QLabel>(form, u"highestValue"_s)->text().contains(u"42"_s), "it is said");
        QVERIFY(form->preview()->sql().contains(u"(START WITH 43)"_s));
        next->setChecked(false);
        QVERIFY(!form->preview()->sql().contains(u"START WITH"_s));
        next->setChecked(true);
        runForm(form);
        QCOMPARE(ask(u"INSERT INTO users (name) VALUES ('new') RETURNING id"_s).section(u'\n', 0, 0), u"43"_s);
        // Of an empty one there is nothing to go on behind.
        openTable(u"orders"_s);
        form = qobject_cast<TableForm *>(this->form(u"alterTable"_s));
        QVERIFY(form);
        const QModelIndex notNull = form->columns()->index(0, ColumnDraftModel::NotNull);
        form->columns()->setData(notNull, Qt::Checked, Qt::CheckStateRole);
        form->columns()->setData(
            form->columns()->index(0, ColumnDraftModel::Identity), ColumnDraftModel::identityText('a'), Qt::EditRole);
        QTRY_VERIFY(in<QLabel>(form, u"highestValue"_s)->text().contains(u"counts from 1"_s));
        QVERIFY(!in<QCheckBox>(form, u"continueIdentity"_s)->isVisible());
        form->reject();
    }

    // CONCURRENTLY is the default of an index, and takes nothing along.
    void whatDependsOnAnIndexIsShownAlsoConcurrently()
    {
        QCOMPARE(
            ask(u"CREATE TABLE keyed (name text); CREATE UNIQUE INDEX only_name ON keyed (name); "
                "CREATE TABLE named (name text CONSTRAINT by_name REFERENCES keyed (name))"_s),
            QString());
        m_page->refresh();
        QTRY_VERIFY(m_connection->catalog()->relation(u"public"_s, u"named"_s) && !m_connection->isReadingCatalog());
        openTable(u"keyed"_s);
        QMenu menu;
        m_page->changes()->fillPart(&menu, {catalog::ObjectKind::Index, u"only_name"_s});
        auto *drop = menu.findChild<QAction *>(u"dropPart"_s);
        QVERIFY(drop);
        drop->trigger();
        auto *form = m_page->findChild<StructureForm *>();
        QVERIFY(form);
        auto *concurrently = in<QCheckBox>(form, u"option"_s);
        QVERIFY(concurrently->isChecked());
        auto *cascade = in<QCheckBox>(form, u"cascade"_s);
        QTRY_VERIFY(cascade->isVisible());
        QVERIFY(in<QListWidget>(form, u"dependents"_s)->item(0)->text().contains(u"by_name"_s));
        cascade->setChecked(true);
        QVERIFY2(problems(form).contains(u"CONCURRENTLY cannot"_s), qPrintable(problems(form)));
        QVERIFY(!in<QPushButton>(form, u"accept"_s)->isEnabled());
        concurrently->setChecked(false);
        QCOMPARE(problems(form), QString());
        QVERIFY(form->preview()->sql().contains(u"CASCADE"_s));
        runForm(form);
        QCOMPARE(ask(u"SELECT to_regclass('only_name') IS NULL"_s), u"t"_s);
        QCOMPARE(ask(u"SELECT count(*) FROM pg_constraint WHERE conname = 'by_name'"_s), u"0"_s);
    }

    void aPartHasItsMenu()
    {
        openTable(u"orders"_s);
        m_page->showView(BrowsePage::View::Structure);
        QTRY_COMPARE(m_connection->catalog()->stage, catalog::Stage::Complete);
        QTableView *keys = m_page->structure()->table(StructureView::Part::Keys);
        m_page->structure()->tabs()->setCurrentIndex(1);
        QTRY_VERIFY(keys->isVisible() && keys->model()->rowCount() == 1);
        Q_EMIT keys->customContextMenuRequested(keys->visualRect(keys->model()->index(0, 0)).center());
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = shown<QMenu>(u"structureMenu"_s)) != nullptr);
        auto *validate = menu->findChild<QAction *>(u"validate"_s);
        QVERIFY(validate);
        validate->trigger();
        menu->close();
        auto *form = m_page->findChild<StructureForm *>();
        QVERIFY(form);
        runForm(form);
        QCOMPARE(ask(u"SELECT convalidated FROM pg_constraint WHERE conname = 'later'"_s), u"t"_s);
    }

    void theTreesMenuIsAboutWhatWasClicked()
    {
        openTable(u"orders"_s);
        const quint32 users = m_connection->catalog()->relation(u"public"_s, u"users"_s)->oid;
        QTreeView *tree = m_page->tree()->view();
        const QModelIndex index = m_page->tree()->model()->indexOf(users);
        QVERIFY(index.isValid());
        Q_EMIT tree->customContextMenuRequested(tree->visualRect(index).center());
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = shown<QMenu>(u"treeMenu"_s)) != nullptr);
        m_page->changes()->action(u"renameRelation"_s)->trigger();
        menu->close();
        auto *form = m_page->findChild<StructureForm *>();
        QVERIFY(form);
        QCOMPARE(in<QLineEdit>(form, u"name"_s)->text(), u"users"_s);
        form->reject();
    }

    void aMigrationIsMadeOfIt()
    {
        const QString folder = m_folder.filePath(m_database);
        m_page->changes()->setFolder([folder] { return folder; });
        const QSignalSpy wanted(m_page.get(), &Page::placeWanted);
        openTable(u"users"_s);
        StructureForm *form = this->form(u"renameRelation"_s);
        QVERIFY(form);
        in<QLineEdit>(form, u"name"_s)->setText(u"people"_s);
        press(form, u"makeMigration"_s);
        QTRY_COMPARE(wanted.count(), 1);
        QCOMPARE(wanted.first().at(0).toString(), u"migrations"_s);
        QCOMPARE(wanted.first().at(1).toString(), folder);
        QCOMPARE(QDir(folder).entryList({u"*.up.sql"_s}).size(), 1);
        QCOMPARE(QDir(folder).entryList({u"*.down.sql"_s}).size(), 1);
        QCOMPARE(ask(u"SELECT to_regclass('users') IS NULL"_s), u"f"_s);
    }

    void lockedProductionSaysWhy()
    {
        cleanup();
        start(Environment::Production);
        openTable(u"users"_s);
        StructureForm *form = this->form(u"renameRelation"_s);
        QVERIFY(form);
        in<QLineEdit>(form, u"name"_s)->setText(u"people"_s);
        const auto *run = in<QPushButton>(form, u"accept"_s);
        QVERIFY(!run->isEnabled());
        QVERIFY2(run->toolTip().contains(u"locked"_s), qPrintable(run->toolTip()));
        QVERIFY(in<QPushButton>(form, u"makeMigration"_s)->isEnabled());
        // Unlocked, it can be run; what is destroyed has to be named.
        form->reject();
        m_connection->productionLock().unlock(std::chrono::minutes(5), u"a test"_s);
        QTRY_VERIFY(!m_connection->guard().isLocked());
        QTRY_VERIFY(m_page->findChildren<StructureForm *>().isEmpty());
        openTable(u"orders"_s);
        form = this->form(u"dropRelation"_s);
        QVERIFY(form);
        press(form, u"accept"_s);
        QTRY_VERIFY(shown<QDialog>(u"changeReview"_s));
        const auto *review = shown<QDialog>(u"changeReview"_s);
        QVERIFY(!in<QPushButton>(review, u"accept"_s)->isEnabled());
        QLineEdit *name = review->findChild<QLineEdit *>();
        QVERIFY(name);
        QTest::keyClicks(name, u"orders"_s);
        press(review, u"accept"_s);
        QTRY_COMPARE(ask(u"SELECT to_regclass('orders') IS NULL"_s), u"t"_s);
        QTRY_VERIFY(m_page->findChildren<StructureForm *>().isEmpty());
    }
};

HOWDAH_UI_TEST_MAIN(StructureFormsTest)
#include "tst_structureforms.moc"
