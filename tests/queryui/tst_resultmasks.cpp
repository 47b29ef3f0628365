// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of an answer that come from what a model calls sensitive, and where columns come from.
#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "connection/audit/auditfiles.h"
#include "data/edit/changeset.h"
#include "entity/packdemo.h"
#include "grid/gridroles.h"
#include "grid/gridview.h"
#include "grid/tools/selectionsummary.h"
#include "query/result/pane/resultcopy.h"
#include "query/result/pane/resultexportdialog.h"
#include "query/result/pane/resultmasks.h"
#include "query/result/pane/resultmodel.h"
#include "query/result/pane/resultpane.h"
#include "query/result/pane/resultrecord.h"
#include "query/result/pane/resultstatistics.h"
#include "query/result/pane/resulttools.h"
#include "query/run/scriptrun.h"
#include "support/patience.h"
#include "support/turnmeter.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using data::ClipFormat;

class ResultMasksTest final : public QObject
{
    Q_OBJECT

    howdah::test::TestServer m_server;
    std::unique_ptr<howdah::test::PackDemo> m_demo;
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    QString m_table;  // with a sensitive column
    QString m_column; // that
    QString m_key;

    std::unique_ptr<ResultPane> show(const QByteArray &sql, bool isHere = true)
    {
        connection::Session session(
            connection::SessionOptions{.name = u"query"_s, .names = connection::Names::OfDatabase});
        if (const auto opened = session.open(m_demo->connInfo()).result(); !opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        const query::Script script(sql);
        query::ScriptRun run(session, script, script.all());
        const query::RunReport report = run.run();
        if (report.failed > 0)
            qFatal("%s", qPrintable(describe(*report.outcomes.back().error)));
        auto pane = std::make_unique<ResultPane>(
            PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr}, report.outcomes.back().result,
            report.outcomes.back(), isHere);
        pane->resize(1000, 500);
        pane->show();
        const bool came = QTest::qWaitFor([&] { return pane->model()->rowCount() > 0; }, 30000);
        return came ? std::move(pane) : nullptr;
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
    static QString copied(ResultPane &pane, ClipFormat format)
    {
        QSignalSpy said(pane.tools()->copy(), &ResultCopy::message);
        pane.tools()->copy()->copy(format);
        return said.count() > 0 || said.wait(30000) ? said.last().first().toString() : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_DATA_HOME", m_folder.filePath(u"data"_s).toUtf8());
        m_demo = std::make_unique<howdah::test::PackDemo>(m_server, u"deepref"_s);
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_connection->connectTo(m_demo->connInfo(), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_connection->isConnected() && m_connection->catalog()
                && m_connection->catalog()->stage == catalog::Stage::Complete
                && m_connection->entityBook().entities()->snapshot() == m_connection->catalog()
                && !m_connection->entityBook().entities()->isEmpty(),
            60'000);
        // A sensitive column of texts whose table has rows.
        for (const entity::BoundModel &model : m_connection->entityBook().entities()->models()) {
            for (const entity::BoundEntity &entity : model.entities) {
                for (const QString &name : entity.definition->sensitive) {
                    const QString table = sqlName(entity.schema, entity.table());
                    const QString count =
                        m_demo->psql(u"select count(\"%1\") from %2 where \"%1\"::text <> ''"_s.arg(name, table));
                    if (count.trimmed().toInt() < 2 || entity.key.isEmpty())
                        continue;
                    m_table = table;
                    m_column = name;
                    m_key = entity.key.front();
                    return;
                }
            }
        }
        QFAIL("no sensitive column with rows");
    }
    static QString sqlName(const QString &schema, const QString &table)
    {
        return u"\"%1\".\"%2\""_s.arg(schema, table);
    }
    void cleanupTestCase() { m_connection.reset(); }

    void saysWhereColumnsComeFrom()
    {
        const auto pane = show(u"select \"%1\" as k, 1 + 1 as two from %2 limit 1"_s.arg(m_key, m_table).toUtf8());
        QVERIFY(pane);
        const QString tip = pane->model()->headerData(0, Qt::Horizontal, Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(u'.' + m_key), qPrintable(tip));
        QVERIFY(pane->model()->headerData(1, Qt::Horizontal, Qt::ToolTipRole).toString().contains(u"expression"_s));
        QCOMPARE(pane->model()->headerData(0, Qt::Horizontal, KeyMarkRole).toInt() & 1, 1);
    }

    // Under another name, too; and neither seen nor copied nor counted nor written, until somebody asks.
    void hidesWhatIsSensitive()
    {
        const auto pane = show(u"select \"%1\" as k, \"%2\" as harmless from %3 where \"%2\"::text <> '' limit 50"_s
                                   .arg(m_key, m_column, m_table)
                                   .toUtf8());
        QVERIFY(pane);
        ResultModel *model = pane->model();
        QTRY_VERIFY(model->isMasked(1));
        QVERIFY(!model->isMasked(0));
        const QModelIndex at = model->index(0, 1);
        const QByteArray secret = model->value(0, 1).bytes();
        QVERIFY(!secret.isEmpty());
        QCOMPARE(at.data().toString(), data::sensitiveMask());
        QVERIFY(!at.data(Qt::EditRole).isValid());
        QVERIFY(!at.data(Qt::ToolTipRole).toString().contains(QString::fromUtf8(secret)));
        QVERIFY(!at.data(Qt::AccessibleTextRole).toString().contains(QString::fromUtf8(secret)));
        auto *selection = pane->grid()->table()->selectionModel();
        selection->setCurrentIndex(at, QItemSelectionModel::ClearAndSelect);
        copied(*pane, ClipFormat::Tsv);
        QCOMPARE(QGuiApplication::clipboard()->text(), data::sensitiveMask());
        QVERIFY(copied(*pane, ClipFormat::SqlInsert).contains(u"sensitive"_s));
        pane->tools()->recordAction()->setChecked(true);
        QTRY_COMPARE(pane->tools()->record()->record()->rowCount(), 2);
        QVERIFY(pane->tools()->record()->record()->isMasked(1));
        pane->tools()->statisticsAction()->setChecked(true);
        QTRY_VERIFY(pane->tools()->statistics()->stats().has_value());
        QVERIFY(pane->tools()->statistics()->stats()->stats.top.empty());
        QVERIFY(!pane->tools()->statistics()->stats()->stats.minimum);
        ResultExportDialog dialog(*model, {0, 1}, m_tasks.get(), nullptr);
        QCOMPARE(dialog.findChild<QLabel *>(u"sensitive"_s)->text(), u"Left out as sensitive: harmless"_s);
        dialog.setFile(m_folder.filePath(u"x.csv"_s));
        QSignalSpy ended(&dialog, &ResultExportDialog::ended);
        dialog.start();
        QVERIFY(ended.wait(30000));
        QFile file(m_folder.filePath(u"x.csv"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray written = file.readAll();
        QVERIFY(written.startsWith("k\n"));
        QVERIFY(!written.contains(secret));

        const qsizetype before = auditText().count("Sensitive values were shown");
        QSignalSpy noted(pane->tools()->masks(), &ResultMasks::revealed);
        QAction *reveal = pane->tools()->revealAction();
        QVERIFY(reveal->isVisible() && reveal->isEnabled());
        reveal->trigger();
        QTRY_COMPARE(noted.count(), 1);
        QVERIFY(!model->isMasked(1));
        QCOMPARE(at.data(Qt::EditRole).value<data::CellValue>().bytes(), secret);
        const QByteArray audit = auditText();
        QCOMPARE(audit.count("Sensitive values were shown"), before + 1);
        QVERIFY(audit.contains("Sensitive values were shown: " + m_column.toUtf8()));
        QVERIFY(!audit.contains(secret));
    }

    // Whose models are not known here.
    void allOfAnotherDatabaseIsHidden()
    {
        const QByteArray sql = "SELECT 1 AS one, 'plain' AS word";
        auto here = show(sql);
        QVERIFY(here);
        QTRY_COMPARE(here->model()->index(0, 1).data().toString(), u"plain"_s);
        auto elsewhere = show(sql, false);
        QVERIFY(elsewhere);
        QCOMPARE(elsewhere->model()->index(0, 0).data().toString(), data::sensitiveMask());
        QCOMPARE(elsewhere->model()->index(0, 1).data().toString(), data::sensitiveMask());
        Q_EMIT m_connection->entityBook().changed(); // of here
        QCOMPARE(elsewhere->model()->index(0, 1).data().toString(), data::sensitiveMask());
    }
    // By no column of a table that the server would name.
    void whatIsMadeOfThemIsHidden()
    {
        const QByteArray column = '"' + m_column.toUtf8() + '"';
        auto pane = show(
            "SELECT upper(" + column + "::text) AS x, 'plain' AS word FROM " + m_table.toUtf8() + " WHERE " + column
            + "::text <> ''");
        QVERIFY(pane);
        QTRY_COMPARE(pane->model()->index(0, 1).data().toString(), u"plain"_s);
        QCOMPARE(pane->model()->index(0, 0).data().toString(), data::sensitiveMask());
        auto copy = show("COPY " + m_table.toUtf8() + " TO STDOUT");
        QVERIFY(copy);
        QCOMPARE(copy->model()->index(0, 0).data().toString(), data::sensitiveMask());
    }
};

HOWDAH_UI_TEST_MAIN(ResultMasksTest)
#include "tst_resultmasks.moc"
