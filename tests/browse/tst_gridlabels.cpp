// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "grid/gridedit.h"
#include "grid/gridroles.h"
#include "grid/gridview.h"
#include "browse/rowspane.h"
#include "grid/tools/findbar.h"
#include "browse/tools/gridtools.h"
#include "browse/tools/wholecopy.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "connection/audit/auditfiles.h"
#include "edit/changesmodel.h"
#include "edit/editsession.h"
#include "entity/packdemo.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

// What the model of a platform makes of the grid, on the whole page over a database with a pack.
class GridLabelsTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    std::unique_ptr<howdah::test::PackDemo> m_demo;
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::unique_ptr<BrowsePage> m_page;

    RowsPane *rows() const { return m_page->rows(); }
    GridModel *model() const { return rows()->model(); }
    GridTable *table() const { return rows()->grid()->table(); }
    QAction *action(const QString &name) const { return rows()->tools()->findChild<QAction *>(name); }
    [[nodiscard]] int column(const QString &name) const
    {
        for (int i = 0; i < model()->columnCount(); ++i) {
            if (model()->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString() == name)
                return i;
        }
        return -1;
    }
    [[nodiscard]] QString shown(int row, const QString &name) const
    {
        return model()->index(row, column(name)).data().toString();
    }
    [[nodiscard]] QString value(int row, const QString &name) const { return model()->rows().text(row, column(name)); }
    void openTable(const QString &name)
    {
        const catalog::Relation *table = m_connection->catalog()->relation(u"public"_s, name);
        QVERIFY2(table, qPrintable(name));
        m_page->openRelation(table->oid);
        QTRY_VERIFY(
            model()->isOpen() && !model()->isLoading() && model()->readRows() > 0
            && model()->pages().query()->shape().name == name);
        QTRY_VERIFY(model()->rows().isEditing());
    }
    static QByteArray auditText()
    {
        QByteArray all;
        const QDir folder(connection::auditFolder());
        for (const QString &name : folder.entryList({u"audit-*.log"_s}, QDir::Files)) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_DATA_HOME", m_folder.filePath(u"data"_s).toUtf8());
        m_demo = std::make_unique<howdah::test::PackDemo>(m_server, u"deepref"_s);
        // What no model knows.
        m_demo->psql(
            uR"(SET search_path = public; CREATE VIEW people AS SELECT email AS mail, "passwordHash" AS proof FROM users;
            CREATE TABLE shops (id integer PRIMARY KEY, name text NOT NULL UNIQUE);
            CREATE TABLE orders (id integer PRIMARY KEY, shop_id integer REFERENCES shops, other_id integer REFERENCES shops);
            INSERT INTO shops SELECT i, 'Shop ' || i FROM generate_series(1, 40) i;
            INSERT INTO orders SELECT i, 1 + i % 20, 41 - 1 - i % 20 FROM generate_series(1, 500) i)"_s);
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_page =
            std::make_unique<BrowsePage>(PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr});
        m_page->resize(1200, 800);
        m_page->show();
        m_connection->connectTo(m_demo->connInfo(), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_connection->isConnected() && m_connection->catalog()
                && m_connection->catalog()->stage == catalog::Stage::Complete
                && m_connection->entityBook().entities()->snapshot() == m_connection->catalog()
                && !m_connection->entityBook().entities()->isEmpty(),
            60'000);
    }

    void cleanupTestCase()
    {
        m_page.reset();
        m_connection.reset();
    }

    // The label comes behind the row; find and copy know the value.
    void referencesShowTheirLabels()
    {
        openTable(u"references"_s);
        const entity::Entities &entities = *m_connection->entityBook().entities();
        const auto labelled = entity::labelledColumns(entities, rows()->shape().oid);
        QVERIFY(!labelled.empty());
        const QString name = labelled.front().column;
        QVERIFY(column(name) >= 0);
        int row = 0;
        while (row + 1 < model()->readRows() && value(row, name).isEmpty())
            ++row;
        QTRY_VERIFY2(shown(row, name).contains(u"  ·  "_s), qPrintable(shown(row, name)));
        QVERIFY(shown(row, name).endsWith(value(row, name).first(8)));
        QCOMPARE(model()->index(row, column(name)).data(ValueTextRole).toString(), value(row, name));
        table()->setCurrentIndex(model()->index(row, column(name)));
        table()->selectionModel()->select(table()->currentIndex(), QItemSelectionModel::ClearAndSelect);
        rows()->gridEdit()->copyAction()->trigger();
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), value(row, name));
        const QString tip = table()->currentIndex().data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(value(row, name)) && !tip.startsWith(value(row, name)), qPrintable(tip));
    }

    // Where there is no model a column of unique names is one. Both columns, the whole page and what both refer to are
    // asked in one round trip, once: neither reading the page again nor a jump asks for a row that is known.
    void labelsAreGuessedAndAskedOnce()
    {
        QSignalSpy arrived(&m_connection->entityBook().labels(), &LabelReader::arrived);
        openTable(u"orders"_s);
        QTRY_COMPARE(shown(0, u"shop_id"_s), u"Shop 2  ·  2"_s);
        QCOMPARE(shown(0, u"other_id"_s), u"Shop 39  ·  39"_s);
        QCOMPARE(arrived.count(), 1);
        rows()->refresh();
        QTRY_VERIFY(!model()->isLoading() && model()->isOpen());
        model()->jumpToEnd();
        QTRY_VERIFY(!model()->isLoading() && model()->isAtEnd());
        QCoreApplication::processEvents();
        QVERIFY(!m_connection->entityBook().labels().isAsking());
        QCOMPARE(arrived.count(), 1);
        QVERIFY(shown(model()->rowCount() - 1, u"shop_id"_s).startsWith(u"Shop "_s));
    }

    // Words, numbers on the left; the value is what is found, filtered by and edited.
    void whatIsDoneWithAReferenceIsDoneWithItsValue()
    {
        openTable(u"orders"_s);
        QTRY_COMPARE(shown(0, u"shop_id"_s), u"Shop 2  ·  2"_s);
        const QModelIndex cell = model()->index(0, column(u"shop_id"_s));
        QCOMPARE(cell.data(CategoryRole).toInt(), int(data::TypeCategory::Text));
        QCOMPARE(model()->index(0, column(u"id"_s)).data(CategoryRole).toInt(), int(data::TypeCategory::Integer));
        QCOMPARE(cell.data(Qt::EditRole).value<data::CellValue>().bytes(), "2"_ba);
        // A label that was not on the page is asked for when its value is staged.
        QVERIFY(model()->overlay().setCell(0, cell.column(), data::CellValue::text(u"7"_s)).has_value());
        QTRY_COMPARE(shown(0, u"shop_id"_s), u"Shop 7  ·  7"_s);
        QVERIFY(rows()->edits()->editor().revertRows({model()->rows().key(0)}));
        QTRY_COMPARE(shown(0, u"shop_id"_s), u"Shop 2  ·  2"_s);
        // Found by either.
        table()->setCurrentIndex(model()->index(0, 0));
        rows()->tools()->find()->open();
        auto *text = rows()->tools()->find()->findChild<QLineEdit *>(u"findText"_s);
        text->setText(u"Shop 9  "_s);
        QTRY_COMPARE(table()->currentIndex().row(), 7);
        rows()->tools()->find()->close();
        table()->setCurrentIndex(cell);
        table()->selectionModel()->select(cell, QItemSelectionModel::ClearAndSelect);
        QTRY_VERIFY(action(u"filterBySame"_s)->isEnabled());
        action(u"filterBySame"_s)->trigger();
        QTRY_COMPARE(model()->rowCount(), 25);
        QTRY_COMPARE(shown(1, u"shop_id"_s), u"Shop 2  ·  2"_s);
        m_page->rows()->showFilters({});
        QTRY_VERIFY(!model()->isLoading() && model()->readRows() > 25);
    }

    // One switch for all grids, which is kept.
    void labelsCanBeSwitchedOff()
    {
        openTable(u"orders"_s);
        QTRY_COMPARE(shown(0, u"shop_id"_s), u"Shop 2  ·  2"_s);
        auto *labels = m_page->findChild<QAction *>(u"referenceLabels"_s);
        QVERIFY(labels->isChecked());
        labels->trigger();
        QCOMPARE(shown(0, u"shop_id"_s), u"2"_s);
        QVERIFY(m_settings->value(settings::plainReferences));
        labels->trigger();
        QTRY_COMPARE(shown(0, u"shop_id"_s), u"Shop 2  ·  2"_s);
    }

    void sensitiveValuesAreHiddenUntilRevealed()
    {
        openTable(u"users"_s);
        const QString name = u"passwordHash"_s;
        const QString secret = value(0, name);
        QVERIFY(!secret.isEmpty());
        QCOMPARE(shown(0, name), GridLabels::mask());
        const QModelIndex cell = model()->index(0, column(name));
        for (const int role : {int(Qt::ToolTipRole), int(Qt::AccessibleTextRole), int(ValueTextRole)})
            QVERIFY(!cell.data(role).toString().contains(secret));
        table()->setCurrentIndex(cell);
        table()->selectionModel()->select(cell, QItemSelectionModel::ClearAndSelect);
        rows()->gridEdit()->copyAction()->trigger();
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), GridLabels::mask());
        table()->editCell(cell);
        QVERIFY(!table()->openEditor());
        action(u"revealValue"_s)->trigger();
        QTRY_COMPARE(shown(0, name), secret);
        QCOMPARE(shown(1, name), GridLabels::mask());
        const QByteArray log = auditText();
        QVERIFY(log.contains("passwordHash of public.users, row " + value(0, u"id"_s).toUtf8()));
        QVERIFY(!log.contains(secret.toUtf8()));
        action(u"revealColumn"_s)->trigger();
        QTRY_VERIFY(shown(1, name) != GridLabels::mask());
        // Another visit hides it again.
        openTable(u"orders"_s);
        openTable(u"users"_s);
        QCOMPARE(shown(0, name), GridLabels::mask());
    }

    // Nor where they come from a view, or by what restricts or orders the rows.
    void viewsHideThemToo()
    {
        openTable(u"people"_s);
        QCOMPARE(shown(0, u"proof"_s), GridLabels::mask());
        QVERIFY(shown(0, u"mail"_s) != GridLabels::mask());
    }
    void rowsAreNotFoundByThem()
    {
        openTable(u"users"_s);
        const QString name = u"passwordHash"_s;
        const QString secret = value(0, name);
        const int all = model()->readRows();
        const auto problem = [this] {
            QStringList words;
            for (const QLabel *label : rows()->findChildren<QLabel *>()) {
                if (label->isVisible())
                    words << label->text();
            }
            return words.join(u'\n');
        };
        const auto isRefused = [this] { return rows()->states()->state() == StateStack::State::Empty; };
        // Text is looked for in all but them.
        data::FilterSet search;
        search.search = secret.left(20);
        rows()->showFilters(search);
        QTRY_VERIFY(!model()->isLoading() && model()->readRows() == 0);
        data::FilterSet byValue;
        byValue.filters = {{name, data::FilterOperator::StartsWith, secret.left(5)}};
        rows()->showFilters(byValue);
        QTRY_VERIFY(isRefused());
        QVERIFY2(problem().contains(u"sensitive"_s), qPrintable(problem()));
        rows()->showFilters({});
        QTRY_VERIFY(!model()->isLoading() && model()->readRows() == all);
        rows()->setSort({{name, data::Direction::Ascending, {}}});
        QTRY_VERIFY(isRefused());
        rows()->setSort({});
        QTRY_VERIFY(!model()->isLoading() && model()->readRows() == all);
        // Once it is revealed they are.
        table()->setCurrentIndex(model()->index(0, column(name)));
        action(u"revealColumn"_s)->trigger();
        QTRY_COMPARE(shown(0, name), secret);
        byValue.filters.front().value = secret;
        byValue.filters.front().op = data::FilterOperator::Equal;
        rows()->showFilters(byValue);
        QTRY_VERIFY(!model()->isLoading() && model()->readRows() == 1);
        QCOMPARE(shown(0, name), secret);
        rows()->showFilters({});
        QTRY_VERIFY(!model()->isLoading() && model()->readRows() == all);
        openTable(u"orders"_s);
    }
    void beforeTheModelsAreKnown()
    {
        openTable(u"users"_s);
        m_connection->entityBook().setCatalog(nullptr);
        QCOMPARE(shown(0, u"email"_s), GridLabels::mask());
        m_connection->entityBook().setCatalog(m_connection->catalog());
        QTRY_VERIFY(shown(0, u"email"_s) != GridLabels::mask());
        QCOMPARE(shown(0, u"passwordHash"_s), GridLabels::mask());
    }

    // Neither what is done with hidden cells nor what is said of them tells their values.
    // Not where nothing is staged over it.
    void anEditDoesNotTellWhatWasHidden()
    {
        openTable(u"users"_s);
        const QString name = u"passwordHash"_s;
        const QString secret = value(0, name);
        const QModelIndex cell = model()->index(0, column(name));
        table()->setCurrentIndex(cell);
        QVERIFY(model()->overlay().setCell(0, cell.column(), data::CellValue::text(QByteArray())).has_value());
        for (const int role :
             {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole),
              int(Qt::AccessibleDescriptionRole), int(ProblemRole)})
            QVERIFY2(!cell.data(role).toString().contains(secret.left(12)), qPrintable(QString::number(role)));
        QVERIFY(rows()->edits()->editor().revertRows({model()->rows().key(0)}));
    }

    void whatIsHiddenStaysHidden()
    {
        openTable(u"users"_s);
        const QString name = u"passwordHash"_s;
        const QString secret = value(0, name);
        const QModelIndex cell = model()->index(0, column(name));
        table()->setCurrentIndex(cell);
        table()->selectionModel()->select(cell, QItemSelectionModel::ClearAndSelect);
        QCoreApplication::processEvents();
        QVERIFY(!action(u"filterBySame"_s)->isEnabled());
        QVERIFY(!cell.data(Qt::EditRole).isValid());
        QGuiApplication::clipboard()->setText(u"before"_s);
        QSignalSpy said(rows()->gridEdit(), &GridEdit::message);
        for (const GridEdit::Do what : {GridEdit::Do::CopyInsert, GridEdit::Do::CopyInList}) {
            rows()->gridEdit()->action(what)->trigger();
            QTRY_VERIFY(said.count() > 0);
            QVERIFY2(said.takeFirst().front().toString().contains(name), qPrintable(name));
            QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
        }
        // The mask is no value.
        rows()->gridEdit()->copyAction()->trigger();
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), GridLabels::mask());
        rows()->gridEdit()->action(GridEdit::Do::Paste)->trigger();
        QTRY_VERIFY(!rows()->gridEdit()->isBusy());
        QVERIFY(!rows()->edits()->hasEdits());
        // Not a selection of all rows, either.
        rows()->tools()->wholeCopy()->copy(data::ClipFormat::Csv, {column(u"email"_s), cell.column()});
        QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith(u"email"_s));
        QVERIFY(!QGuiApplication::clipboard()->text().contains(secret));
        QVERIFY(!QGuiApplication::clipboard()->text().contains(name));
        // What stood there is not told once it is edited; nor what is staged.
        QVERIFY(model()->overlay().setCell(0, cell.column(), data::CellValue::text(u"another secret"_s)).has_value());
        QCOMPARE(shown(0, name), GridLabels::mask());
        QVERIFY(rows()->edits()->target()->isSensitive(cell.column()));
        const auto staged = rows()->edits()->changes()->rows();
        const QString sql = data::readableSql(data::changeStatement(
            *rows()->edits()->target(), data::withoutSensitive(*rows()->edits()->target(), staged.front())));
        QVERIFY2(!sql.contains(secret) && !sql.contains(u"another secret"_s), qPrintable(sql));
        for (QTreeView *view : m_page->findChildren<QTreeView *>()) {
            if (!qobject_cast<ChangesModel *>(view->model()))
                continue;
            const QModelIndex row = view->model()->index(0, 0);
            for (int part = 0; part < view->model()->rowCount(row); ++part) {
                for (int at = 0; at < ChangesModel::ColumnCount; ++at) {
                    for (const int role : {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)}) {
                        const QString words = view->model()->index(part, at, row).data(role).toString();
                        QVERIFY2(!words.contains(secret) && !words.contains(u"another"_s), qPrintable(words));
                    }
                }
            }
        }
        QVERIFY(rows()->edits()->editor().revertRows({model()->rows().key(0)}));
    }

    // updatedAt is set by the save, as the platform would; not where the operator sets it himself.
    void savesKeepWhatTheApplicationKeeps()
    {
        openTable(u"users"_s);
        QTRY_VERIFY(!model()->rows().target()->kept.empty());
        const QString id = value(0, u"id"_s);
        const QString before = m_demo->psql(uR"(SELECT "updatedAt" FROM users WHERE id = '%1')"_s.arg(id));
        const int edited = column(u"email"_s);
        QVERIFY(model()->overlay().setCell(0, edited, data::CellValue::text(u"kept@example.org"_s)).has_value());
        const auto staged = rows()->edits()->changes()->rows();
        QCOMPARE(staged.size(), size_t(1));
        QVERIFY(data::changeStatement(*model()->rows().target(), staged[0]).sql.contains(uR"("updatedAt" = ()"_s));
        rows()->edits()->saving().save();
        QTRY_VERIFY(!rows()->edits()->hasEdits());
        const QString after = m_demo->psql(uR"(SELECT "updatedAt" FROM users WHERE id = '%1')"_s.arg(id));
        QVERIFY2(before != after, qPrintable(after));
        QCOMPARE(m_demo->psql(u"SELECT email FROM users WHERE id = '%1'"_s.arg(id)), u"kept@example.org"_s);

        const QString own = u"2020-01-02 03:04:05"_s;
        const int kept = column(u"updatedAt"_s);
        QVERIFY(model()->overlay().setCell(0, kept, data::CellValue::text(own)).has_value());
        rows()->edits()->saving().save();
        QTRY_VERIFY(!rows()->edits()->hasEdits());
        QVERIFY(m_demo->psql(uR"(SELECT "updatedAt" FROM users WHERE id = '%1')"_s.arg(id)).startsWith(own));
    }
};

QTEST_MAIN(GridLabelsTest)
#include "tst_gridlabels.moc"
