// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/browsepage.h"
#include "browse/grid/gridedit.h"
#include "browse/grid/gridroles.h"
#include "browse/grid/gridview.h"
#include "browse/rowspane.h"
#include "browse/tools/gridtools.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "connection/audit/auditfiles.h"
#include "edit/editsession.h"
#include "entity/packdemo.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QTemporaryDir>
#include <QTest>

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
        QCOMPARE(shown(0, name), secret);
        QCOMPARE(shown(1, name), GridLabels::mask());
        const QByteArray log = auditText();
        QVERIFY(log.contains("passwordHash of public.users, row " + value(0, u"id"_s).toUtf8()));
        QVERIFY(!log.contains(secret.toUtf8()));
        action(u"revealColumn"_s)->trigger();
        QVERIFY(shown(1, name) != GridLabels::mask());
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
