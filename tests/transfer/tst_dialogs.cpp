// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Exporting and importing as an operator does it, over a real server.
#include "catalog/catalogreader.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/theme.h"
#include "common/typednames.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "connection/audit/auditlog.h"
#include "connection/audit/auditreader.h"
#include "connection/session/session.h"
#include "data/page/catalogshape.h"
#include "support/databasefolder.h"
#include "support/turnmeter.h"
#include "transfer/exportdialog.h"
#include "transfer/importdialog.h"
#include "transfer/previewmodel.h"
#include "transfer/transferactions.h"
#include "transfer/transferpanel.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class TransferDialogsTest final : public QObject, private howdah::test::DatabaseFolder
{
    Q_OBJECT

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;

    data::RelationShape shape(const QString &name)
    {
        connection::Session session;
        if (!session.open(m_server.connInfo(m_database)).result())
            qFatal("no session");
        catalog::CatalogReader reader(session);
        const auto catalog = reader.readNow();
        return *data::shapeOf(**catalog, (*catalog)->relation(u"public"_s, name)->oid);
    }
    // With HOWDAH_PICTURES set, what it looks like is left there.
    void picture(QWidget &widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("HOWDAH_PICTURES");
        if (folder.isEmpty())
            return;
        for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
            m_theme->setChoice(choice);
            QCoreApplication::processEvents();
            QVERIFY(widget.grab().save(
                folder + u'/' + name + (choice == ThemeChoice::Dark ? u"-dark"_s : u""_s) + u".png"_s));
        }
    }
    template <typename Dialog>
    static void finish(Dialog &dialog)
    {
        QSignalSpy finished(dialog.run(), &TransferRun::finished);
        QVERIFY(finished.wait(30'000));
    }
    // Before sensitive values leave production.
    void inProductionTheNameIsTyped()
    {
        ConnectionController production(m_settings.get(), m_tasks.get());
        production.connectTo(m_server.connInfo(m_database), Environment::Production);
        const quint32 oid = shape(u"accounts"_s).oid;
        QTRY_VERIFY_WITH_TIMEOUT(production.entityBook().entities()->of(oid), 30'000);
        RowsExportDialog dialog(&production, m_tasks.get(), {.shape = shape(u"accounts"_s)});
        dialog.show();
        dialog.setFile(path(u"production.csv"_s));
        auto *typed = dialog.findChild<TypedNames *>(u"revealName"_s);
        QVERIFY(!typed->isVisible());
        dialog.findChild<QCheckBox *>(u"reveal"_s)->setChecked(true);
        QVERIFY(typed->isVisible());
        dialog.start();
        QVERIFY(!dialog.run()->isRunning());
        picture(dialog, u"export-reveal"_s);
        QTest::keyClicks(typed->fields().front(), u"accounts"_s);
        dialog.start();
        finish(dialog);
        QVERIFY(read(u"production.csv"_s).contains("s1"));
    }
    void look(ImportDialog &dialog, const QString &file)
    {
        QSignalSpy previewed(&dialog, &ImportDialog::previewed);
        dialog.setFile(file);
        QVERIFY(previewed.wait(30'000));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_theme =
            std::make_unique<Theme>(*qobject_cast<QApplication *>(QCoreApplication::instance()), ThemeChoice::Light);
        m_database = m_server.createDatabase();
        psql(u"CREATE TABLE people (id int PRIMARY KEY, name text, score numeric, born date); "
             "INSERT INTO people SELECT i, 'name ' || i, i / 4.0, '2000-01-01' FROM generate_series(1, 2000) i; "
             "CREATE TABLE target (LIKE people INCLUDING ALL); ALTER TABLE target ADD CHECK (score >= 0); "
             "CREATE VIEW totals AS SELECT count(*) FROM people; ANALYZE"_s);
        m_settings = std::make_unique<Settings>(path(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), 30'000);
    }
    void cleanupTestCase()
    {
        m_connection.reset();
        m_tasks.reset();
    }
    void init() { psql(u"TRUNCATE target"_s); }
    void cleanup()
    {
        QVERIFY(m_tasks->isEmpty() || m_connection->isReadingCatalog());
        QTRY_COMPARE_WITH_TIMEOUT(
            psql(u"SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'"_s), u"0"_s, 30'000);
    }

    // ---- export

    void exportsWhatIsShown()
    {
        TransferSubject subject{.shape = shape(u"people"_s)};
        subject.filters.condition = u"id <= 3"_s;
        subject.sort = {{u"id"_s, data::Direction::Descending, {}}};
        subject.columns = {u"name"_s, u"id"_s};
        RowsExportDialog dialog(m_connection.get(), m_tasks.get(), subject);
        dialog.show();
        QCOMPARE(dialog.rows(), RowsExportDialog::Rows::Filtered);
        dialog.setFile(path(u"shown.csv"_s));
        picture(dialog, u"export"_s);
        dialog.start();
        QVERIFY(dialog.run()->isRunning());
        QVERIFY(!m_tasks->isEmpty());
        finish(dialog);
        QCOMPARE(read(u"shown.csv"_s), QByteArray("name,id\nname 3,3\nname 2,2\nname 1,1\n"));
        QCOMPARE(dialog.panel()->text(), u"3 rows exported to shown.csv (35 bytes)"_s);
        picture(dialog, u"export-done"_s);
        dialog.setRows(RowsExportDialog::Rows::All);
        dialog.setFormat(data::BulkFormat::NdJson);
        QCOMPARE(dialog.file(), path(u"shown.ndjson"_s)); // the name follows
        dialog.start();
        finish(dialog);
        QCOMPARE(read(u"shown.ndjson"_s).count('\n'), 2000);
    }

    // Labels by choice, sensitive columns left out unless revealed; and what a label that fails costs.
    void labelsAndSensitiveColumns()
    {
        psql(u"CREATE TABLE places (id int PRIMARY KEY, name text UNIQUE, people int); "
             "CREATE TABLE accounts (id int PRIMARY KEY, place int REFERENCES places, secret_hash text); "
             "INSERT INTO places VALUES (1, 'Oslo <b>', 1), (2, 'Bo', 0); "
             "INSERT INTO accounts VALUES (1, 1, 's1'), (2, 2, 's2')"_s);
        QVERIFY(QDir().mkpath(entity::modelFolder()));
        QFile model(entity::modelFolder() + u"/accounts.yaml"_s);
        QVERIFY(model.open(QIODevice::WriteOnly));
        model.write("title: Accounts\ntables: [accounts]\nentities:\n  - id: account\n    table: accounts\n"
                    "    singular: account\n    label: id::text\n    sensitive: [secret_hash]\n");
        model.close();
        m_connection->refreshCatalog();
        const quint32 oid = shape(u"accounts"_s).oid;
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->entityBook().entities()->of(oid), 30'000);
        RowsExportDialog dialog(m_connection.get(), m_tasks.get(), {.shape = shape(u"accounts"_s)});
        dialog.show();
        auto *labels = dialog.findChild<QCheckBox *>(u"labels"_s);
        auto *reveal = dialog.findChild<QCheckBox *>(u"reveal"_s);
        auto *sensitive = dialog.findChild<QLabel *>(u"sensitive"_s);
        QVERIFY(labels->isVisible() && !labels->isChecked() && reveal->isVisible() && !reveal->isChecked());
        QCOMPARE(sensitive->text(), u"Left out of the file: secret_hash"_s);
        dialog.setFile(path(u"accounts.csv"_s));
        labels->setChecked(true);
        picture(dialog, u"export-labels"_s);
        dialog.start();
        finish(dialog);
        QCOMPARE(read(u"accounts.csv"_s), QByteArray("id,place,place_label\n1,1,Oslo <b>\n2,2,Bo\n"));
        QVERIFY2(
            dialog.panel()->text().contains(u"Left out, as they are sensitive: secret_hash"_s),
            qPrintable(dialog.panel()->text()));
        // Not in what is made to be loaded again.
        dialog.setFormat(data::BulkFormat::SqlInsert);
        QVERIFY(!labels->isVisible() && reveal->isVisible());
        dialog.start();
        finish(dialog);
        QVERIFY(!read(u"accounts.sql"_s).contains("s1") && read(u"accounts.sql"_s).count("INSERT") == 2);
        dialog.setFormat(data::BulkFormat::Csv);
        const auto notes = [] {
            return connection::readAudit(connection::auditFolder(), {.text = u"secret_hash of"_s})
                .value_or(std::vector<connection::AuditEntry>());
        };
        const size_t before = notes().size();
        reveal->setChecked(true);
        QCOMPARE(sensitive->text(), u"In the file, and noted in the audit log: secret_hash"_s);
        QVERIFY(!dialog.findChild<TypedNames *>(u"revealName"_s)->isVisible()); // not in production
        dialog.start();
        finish(dialog);
        QCOMPARE(read(u"accounts.csv"_s), QByteArray("id,place,place_label,secret_hash\n1,1,Oslo <b>,s1\n2,2,Bo,s2\n"));
        QCOMPARE(notes().size(), before + 1);
        QCOMPARE(notes().front().text, u"Sensitive values were shown: secret_hash of public.accounts, exported"_s);
        inProductionTheNameIsTyped();
        // A label that fails: the rows are there, and it is said.
        psql(u"ALTER TABLE places DROP CONSTRAINT places_name_key"_s);
        QVERIFY(model.open(QIODevice::Append));
        model.write("  - id: place\n    table: places\n    singular: place\n    label: (1 / people) || name\n");
        model.close();
        m_connection->refreshCatalog();
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->entityBook().entities()->of(shape(u"places"_s).oid), 30'000);
        QVERIFY(labels->isVisible());
        reveal->setChecked(false);
        dialog.start();
        finish(dialog);
        QCOMPARE(read(u"accounts.csv"_s), QByteArray("id,place,place_label\n1,1,\n2,2,\n"));
        QVERIFY2(
            dialog.panel()->text().contains(u"Labels are missing of place: division by zero"_s),
            qPrintable(dialog.panel()->text()));
        QVERIFY(model.remove());
    }

    // Cells that a spreadsheet would run: said before and after, and taken the power of where that is wanted.
    void formulasAreGuarded()
    {
        psql(u"CREATE TABLE formulas (id int PRIMARY KEY, cell text); "
             "INSERT INTO formulas VALUES (1, '=1+1'), (2, '@x'), (3, 'plain'), (4, '-5')"_s);
        RowsExportDialog dialog(m_connection.get(), m_tasks.get(), {.shape = shape(u"formulas"_s)});
        dialog.show();
        auto *guard = dialog.findChild<QCheckBox *>(u"guard"_s);
        const auto says = [&dialog](const QString &words) {
            const QList<QLabel *> labels = dialog.findChildren<QLabel *>();
            return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text().contains(words); });
        };
        QVERIFY(guard && guard->isVisible() && !guard->isChecked());
        QVERIFY(says(u"A spreadsheet evaluates cells that begin with"_s));
        dialog.setFile(path(u"formulas.csv"_s));
        dialog.start();
        finish(dialog);
        QVERIFY(read(u"formulas.csv"_s).contains("\n1,=1+1\n"));
        QVERIFY2(
            dialog.panel()->text().contains(u"a spreadsheet would evaluate"_s), qPrintable(dialog.panel()->text()));
        guard->setChecked(true);
        QVERIFY(says(u"cells prefixed with '"_s));
        dialog.start();
        finish(dialog);
        QVERIFY2(read(u"formulas.csv"_s).contains("\n1,'=1+1\n2,'@x\n3,plain\n"), read(u"formulas.csv"_s).constData());
        QVERIFY2(dialog.panel()->text().contains(u"prefixed with '"_s), qPrintable(dialog.panel()->text()));
        dialog.setFormat(data::BulkFormat::NdJson);
        QVERIFY(!guard->isVisible()); // a spreadsheet does not open it
        psql(u"DROP TABLE formulas"_s);
    }

    void exportsTheSelection()
    {
        TransferSubject subject{.shape = shape(u"people"_s)};
        const auto query = data::PageQuery::make(subject.shape);
        connection::Session session;
        QVERIFY(session.open(m_server.connInfo(m_database)).result());
        const auto target = data::readEditTarget(session, subject.shape);
        QVERIFY(target);
        const auto rows = session
                              .query(
                                  {u"SELECT "_s + data::basisExpressions(*target).join(u", "_s)
                                       + u" FROM public.people WHERE id IN (5, 7)"_s,
                                   {}})
                              .result();
        QVERIFY(rows);
        for (int row = 0; row < 2; ++row)
            subject.selection.push_back(data::basisIn(*target, rows->rows, row));
        RowsExportDialog dialog(m_connection.get(), m_tasks.get(), subject);
        QCOMPARE(dialog.rows(), RowsExportDialog::Rows::Selected);
        dialog.setFile(path(u"selected.tsv"_s));
        dialog.setFormat(data::BulkFormat::Tsv);
        dialog.start();
        finish(dialog);
        QCOMPARE(
            read(u"selected.tsv"_s), QByteArray("id\tname\tscore\tborn\n5\tname 5\t1.2500000000000000\t2000-01-01\n"
                                                "7\tname 7\t1.7500000000000000\t2000-01-01\n"));
        // A row that is gone is not missing without a word.
        psql(u"CREATE TABLE kept AS SELECT * FROM people WHERE id = 7; DELETE FROM people WHERE id = 7"_s);
        dialog.start();
        finish(dialog);
        QVERIFY2(
            dialog.panel()->text().contains(u"1 rows were found instead of 2"_s), qPrintable(dialog.panel()->text()));
        QCOMPARE(read(u"selected.tsv"_s).count('\n'), 3); // the file is the one from before
        psql(u"INSERT INTO people SELECT * FROM kept; DROP TABLE kept"_s);
    }

    void aPlaceThatIsNoneIsSaidBesideIt()
    {
        RowsExportDialog dialog(m_connection.get(), m_tasks.get(), {.shape = shape(u"people"_s)});
        auto *accept = dialog.findChild<QPushButton *>(u"accept"_s);
        dialog.setFile(path(u"nowhere/x.csv"_s));
        QVERIFY(!accept->isEnabled());
        dialog.setFile(m_folder.path());
        QVERIFY(!accept->isEnabled());
        write(u"there.csv"_s, "x");
        dialog.setFile(path(u"there.csv"_s));
        QVERIFY(accept->isEnabled());
        QCOMPARE(accept->text(), u"Replace and export"_s);
    }

    void anExportIsCancelled()
    {
        psql(u"CREATE OR REPLACE VIEW slow AS SELECT i, pg_sleep(600)::text AS s FROM generate_series(1, 10) i"_s);
        RowsExportDialog dialog(m_connection.get(), m_tasks.get(), {.shape = shape(u"slow"_s)});
        dialog.show();
        dialog.setFile(path(u"slow.csv"_s));
        dialog.start();
        QTRY_COMPARE(psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s), u"1"_s);
        QTRY_VERIFY(!dialog.run()->progressText().isEmpty());
        picture(dialog, u"export-running"_s);
        QSignalSpy finished(dialog.run(), &TransferRun::finished);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(dialog.isVisible()); // it ends the work first
        QVERIFY(finished.wait(5'000));
        QVERIFY(!QFile::exists(path(u"slow.csv"_s)));
        QVERIFY(dialog.panel()->text().contains(u"Cancelled"_s));
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }

    // ---- import

    void importsAFile()
    {
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"target"_s));
        dialog.show();
        QCOMPARE(dialog.states()->state(), StateStack::State::Empty);
        QCOMPARE(dialog.obstacle(), u"Choose a file"_s);
        picture(dialog, u"import-empty"_s);
        write(u"in.csv"_s, "name;born;id;extra\nZo\xeb;2000-02-29;1;x\n\"\";;2;\n");
        look(dialog, path(u"in.csv"_s));
        QCOMPARE(dialog.states()->state(), StateStack::State::Filled);
        QCOMPARE(dialog.mapping()->targets(), (std::vector{1, 3, 0, data::noColumn}));
        QCOMPARE(dialog.obstacle(), u"extra has no column: map it to one, or skip it"_s);
        auto *leaveOut = dialog.findChild<QPushButton *>(u"leaveOut"_s);
        QVERIFY(leaveOut->isVisible());
        leaveOut->click();
        QVERIFY(!leaveOut->isVisible());
        QCOMPARE(dialog.mapping()->targets(), (std::vector{1, 3, 0, data::leftOut}));
        QVERIFY(dialog.findChild<QLabel *>(u"encodingNote"_s)->text().contains(u"Windows-1252"_s));
        QVERIFY(dialog.findChild<QLabel *>(u"encodingNote"_s)->isVisible());
        QCOMPARE(dialog.findChild<QComboBox *>(u"encoding"_s)->currentText(), u"Windows-1252"_s);
        QCOMPARE(dialog.findChild<QComboBox *>(u"delimiter"_s)->currentText(), u"Semicolon"_s);
        QVERIFY(dialog.obstacle().isEmpty());
        picture(dialog, u"import"_s);
        QSignalSpy imported(&dialog, &ImportDialog::imported);
        dialog.start(true);
        finish(dialog);
        QVERIFY(dialog.panel()->text().startsWith(u"Dry run, nothing was written"_s));
        QCOMPARE(psql(u"SELECT count(*) FROM target"_s), u"0"_s);
        QCOMPARE(imported.size(), 0);
        dialog.start(false);
        finish(dialog);
        QCOMPARE(dialog.panel()->text(), u"2 rows read = 2 written + 0 rejected"_s);
        QCOMPARE(imported.size(), 1);
        // Return closes it by now, and does not import the same rows a second time.
        auto *accept = dialog.findChild<QPushButton *>(u"accept"_s);
        auto *close = dialog.findChild<QPushButton *>(u"safe"_s);
        QCOMPARE(accept->text(), u"Import again"_s);
        QVERIFY(accept->property("role").toString().isEmpty() && !accept->isDefault());
        QVERIFY(close->isDefault());
        QCOMPARE(dialog.focusWidget(), static_cast<QWidget *>(close));
        QTest::keyClick(&dialog, Qt::Key_Return);
        QVERIFY(!dialog.isVisible());
        QCOMPARE(psql(u"SELECT count(*) FROM target"_s), u"2"_s);
        // Another file is imported for the first time.
        look(dialog, path(u"in.csv"_s));
        QCOMPARE(accept->text(), u"Import"_s);
        QVERIFY(!close->isDefault());
        QCOMPARE(
            psql(u"SELECT string_agg(concat_ws('|', id, name, born), ' ' ORDER BY id) FROM target"_s),
            u"1|Zoë|2000-02-29 2|"_s);
    }

    void sequencesThatLieBehindAreTold()
    {
        psql(u"CREATE TABLE counted (id serial PRIMARY KEY, name text)"_s);
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"counted"_s));
        dialog.show();
        write(u"in.csv"_s, "id,name\n7,a\n");
        look(dialog, path(u"in.csv"_s));
        dialog.start(false);
        finish(dialog);
        QVERIFY2(
            dialog.panel()->text().contains(
                u"the next value of the sequence of id is 1, although there are values up to 7"_s),
            qPrintable(dialog.panel()->text()));
        picture(dialog, u"import-sequence"_s);
        write(u"in.csv"_s, "id,name\n9,a\n");
        look(dialog, path(u"in.csv"_s));
        dialog.setAdvancing(true);
        dialog.start(false);
        finish(dialog);
        QVERIFY2(
            dialog.panel()->text().contains(u"the sequence of id was advanced to 9"_s),
            qPrintable(dialog.panel()->text()));
        QCOMPARE(psql(u"SELECT nextval('counted_id_seq')"_s), u"10"_s);
    }

    void rowsThatPoliciesHideAreTold()
    {
        psql(u"DROP ROLE IF EXISTS tenant; CREATE ROLE tenant LOGIN PASSWORD 'secret'; CREATE TABLE shared (id int, "
             u"owner text); "
             "INSERT INTO shared VALUES (1, 'tenant'), (2, 'other'); ALTER TABLE shared ENABLE ROW LEVEL SECURITY; "
             "CREATE POLICY own ON shared USING (owner = current_user); GRANT ALL ON shared TO tenant"_s);
        connection::ConnInfo info = m_server.connInfo(m_database);
        info.set(u"user"_s, u"tenant"_s);
        info.set(u"password"_s, u"secret"_s);
        ConnectionController tenant(m_settings.get(), m_tasks.get());
        tenant.connectTo(info, Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(tenant.isConnected(), 30'000);
        RowsExportDialog dialog(&tenant, m_tasks.get(), {.shape = shape(u"shared"_s)});
        dialog.show();
        dialog.setFile(path(u"shared.csv"_s));
        dialog.start();
        finish(dialog);
        QVERIFY2(dialog.panel()->text().startsWith(u"1 row exported"_s), qPrintable(dialog.panel()->text()));
        QVERIFY2(
            dialog.panel()->text().contains(u"Row-level security applies to your role"_s),
            qPrintable(dialog.panel()->text()));
        picture(dialog, u"export-policies"_s);
    }

    void copyGoesThereAndBack()
    {
        RowsExportDialog out(m_connection.get(), m_tasks.get(), {.shape = shape(u"people"_s)});
        out.show();
        out.setFile(path(u"rows.csv"_s));
        out.setFormat(data::BulkFormat::Copy);
        QCOMPARE(out.file(), path(u"rows.copy"_s));
        out.start();
        finish(out);
        psql(u"\\copy target from '%1'"_s.arg(path(u"rows.copy"_s)));
        QCOMPARE(psql(u"SELECT count(*) FROM target JOIN people USING (id, name, score, born)"_s), u"2000"_s);
        psql(u"TRUNCATE target"_s);
        ImportDialog in(m_connection.get(), m_tasks.get(), shape(u"target"_s));
        in.show();
        look(in, path(u"rows.copy"_s));
        QCOMPARE(in.findChild<QComboBox *>(u"format"_s)->currentText(), u"COPY"_s);
        QVERIFY2(in.obstacle().isEmpty(), qPrintable(in.obstacle()));
        in.start(false);
        finish(in);
        QCOMPARE(psql(u"SELECT count(*) FROM target JOIN people USING (id, name, score, born)"_s), u"2000"_s);
    }

    void A17_refusedRowsAreLeftOutAndShown()
    {
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"target"_s));
        dialog.show();
        write(u"in.csv"_s, "id,name,score,born\n1,a,1,\n2,b,-1,\n3,c,x,\n4,d,4,\n");
        look(dialog, path(u"in.csv"_s));
        dialog.start(false);
        finish(dialog);
        QVERIFY2(dialog.panel()->text().contains(u"Line 3"_s), qPrintable(dialog.panel()->text()));
        picture(dialog, u"import-failed"_s);
        QCOMPARE(psql(u"SELECT count(*) FROM target"_s), u"0"_s);
        dialog.setRejecting(true);
        dialog.setUpsert(true);
        psql(u"INSERT INTO target VALUES (1, 'old')"_s);
        dialog.start(false);
        finish(dialog);
        QCOMPARE(dialog.panel()->text(), u"4 rows read = 2 written + 2 rejected; 1 inserted, 1 updated"_s);
        QVERIFY(dialog.findChild<QPushButton *>(u"showRejects"_s)->isVisible());
        picture(dialog, u"import-rejected"_s);
        QVERIFY(read(u"in.csv.rejected.csv"_s).contains("2,b,-1,"));
        QCOMPARE(psql(u"SELECT count(*) FROM target"_s), u"2"_s);
    }

    // Rows that an earlier import rejected may be nowhere else.
    void earlierRejectsAreShownBeforeTheyAreReplaced()
    {
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"target"_s));
        dialog.show();
        write(u"in.csv"_s, "id,name,score,born\n1,a,1,\n3,c,x,\n");
        QFile::remove(path(u"in.csv.rejected.csv"_s));
        look(dialog, path(u"in.csv"_s));
        const auto *note = dialog.findChild<QLabel *>(u"rejectsNote"_s);
        QVERIFY(note);
        dialog.setRejecting(true);
        QVERIFY(!note->isVisible());
        // What comes after the operator has looked stays.
        write(u"in.csv.rejected.csv"_s, "of another program");
        dialog.start(false);
        finish(dialog);
        QVERIFY2(dialog.panel()->text().contains(u"already exists"_s), qPrintable(dialog.panel()->text()));
        QCOMPARE(read(u"in.csv.rejected.csv"_s), "of another program"_ba);
        QCOMPARE(psql(u"SELECT count(*) FROM target"_s), u"0"_s);
        QVERIFY(note->isVisible());
        dialog.start(false);
        finish(dialog);
        QVERIFY(read(u"in.csv.rejected.csv"_s).contains("3,c,x"));
        QCOMPARE(psql(u"SELECT count(*) FROM target"_s), u"1"_s);
    }

    // NULL to some programs, a text to others: it is asked, not guessed.
    void anUnquotedNIsAskedAbout()
    {
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"target"_s));
        dialog.show();
        write(u"in.csv"_s, "id,name\n1,\\N\n2,b\n");
        look(dialog, path(u"in.csv"_s));
        QVERIFY2(dialog.obstacle().contains(u"unquoted \\N"_s), qPrintable(dialog.obstacle()));
        auto *choice = dialog.findChild<QComboBox *>(u"bareN"_s);
        QVERIFY(choice->isVisible());
        for (const int chosen : {2, 1}) {
            QSignalSpy previewed(&dialog, &ImportDialog::previewed);
            choice->setCurrentIndex(chosen);
            Q_EMIT choice->activated(chosen);
            QVERIFY(previewed.wait(30'000));
            QVERIFY(dialog.obstacle().isEmpty());
            QVERIFY(choice->isVisible()); // so that the answer can be changed
            dialog.start(false);
            finish(dialog);
            QCOMPARE(
                psql(u"SELECT coalesce(name, 'NULL') FROM target WHERE id = 1"_s), chosen == 1 ? u"NULL"_s : u"\\N"_s);
            psql(u"TRUNCATE target"_s);
        }
    }

    void whatIsChosenByHandStays()
    {
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"target"_s));
        write(u"in.csv"_s, "1|a\n2|b\n");
        look(dialog, path(u"in.csv"_s));
        QCOMPARE(dialog.previewRows()->columnCount(), 2);
        auto *delimiter = dialog.findChild<QComboBox *>(u"delimiter"_s);
        delimiter->setCurrentIndex(0);
        QSignalSpy previewed(&dialog, &ImportDialog::previewed);
        Q_EMIT delimiter->activated(0);
        QVERIFY(previewed.wait(30'000));
        QCOMPARE(dialog.previewRows()->columnCount(), 1);
        QCOMPARE(delimiter->currentIndex(), 0);
    }

    void aFileThatCannotBeReadIsAFailureWithAWayOn()
    {
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"target"_s));
        dialog.show();
        look(dialog, path(u"nowhere.csv"_s));
        QCOMPARE(dialog.states()->state(), StateStack::State::Failed);
        picture(dialog, u"import-nofile"_s);
        QVERIFY(!dialog.findChild<QPushButton *>(u"accept"_s)->isEnabled());
        write(u"empty.csv"_s, "");
        look(dialog, path(u"empty.csv"_s));
        QCOMPARE(dialog.states()->state(), StateStack::State::Empty);
        write(u"broken.json"_s, "[{\"id\": 1}, 2]");
        look(dialog, path(u"broken.json"_s));
        QCOMPARE(dialog.states()->state(), StateStack::State::Failed);
    }

    // One that is open, both ways.
    void anImportFollowsTheLockOfProduction()
    {
        qputenv("HOWDAH_DATA_DIR", path(u"data"_s).toUtf8()); // of the audit log
        const auto reach = [this](Environment environment) {
            m_connection->connectTo(m_server.connInfo(m_database), environment);
            QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), 30'000);
        };
        reach(Environment::Production);
        {
            write(u"locked.csv"_s, "id,name\n1,a\n");
            ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"target"_s));
            dialog.show();
            dialog.setFile(path(u"locked.csv"_s));
            const auto *import = dialog.findChild<QPushButton *>(u"accept"_s);
            QCOMPARE(dialog.states()->state(), StateStack::State::Failed);
            m_connection->productionLock().unlock(std::chrono::minutes(5), u"test"_s);
            QTRY_COMPARE(dialog.states()->state(), StateStack::State::Filled);
            QTRY_VERIFY(import->isEnabled());
            m_connection->productionLock().lock();
            QVERIFY(!import->isEnabled());
            QVERIFY(dialog.obstacle().contains(u"locked"_s));
            m_connection->productionLock().unlock(std::chrono::minutes(5), u"test"_s);
            QTRY_VERIFY(import->isEnabled());
        }
        reach(Environment::Development);
        qunsetenv("HOWDAH_DATA_DIR");
    }

    void whatCannotBeWrittenIsSaid()
    {
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"totals"_s));
        write(u"in.csv"_s, "count\n1\n");
        look(dialog, path(u"in.csv"_s));
        QVERIFY(!dialog.obstacle().isEmpty());
        QVERIFY(!dialog.findChild<QPushButton *>(u"accept"_s)->isEnabled());
    }

    void anImportIsCancelled()
    {
        psql(
            u"CREATE TABLE IF NOT EXISTS sleepy (id int PRIMARY KEY); "
            "CREATE OR REPLACE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_sleep(600); RETURN NEW; END'; "
            "DROP TRIGGER IF EXISTS t ON sleepy; CREATE TRIGGER t BEFORE INSERT ON sleepy FOR EACH ROW EXECUTE FUNCTION nap()"_s);
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"sleepy"_s));
        write(u"in.csv"_s, "id\n1\n");
        look(dialog, path(u"in.csv"_s));
        dialog.start(false);
        QTRY_COMPARE(psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s), u"1"_s);
        QSignalSpy finished(dialog.run(), &TransferRun::finished);
        m_tasks->cancelAll(); // as from the status bar
        QVERIFY(finished.wait(5'000));
        QVERIFY(dialog.panel()->text().contains(u"Nothing was written"_s));
    }

    // What hangs is left within a second, what loses its server says so, and the dialog goes on working after both.
    void C13_anImportThatHangsOrLosesItsServerIsLeftBehind()
    {
        write(u"in.csv"_s, "id,name,score,born\n1,a,1,2000-01-01\n2,b,2,2000-01-01\n");
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"target"_s));
        dialog.show();
        look(dialog, path(u"in.csv"_s));
        connection::Session other;
        QVERIFY(other.open(m_server.connInfo(m_database)).result());
        QVERIFY(other.query({u"BEGIN"_s, {}}).result());
        QVERIFY(other.query({u"LOCK TABLE public.target"_s, {}}).result());
        QSignalSpy finished(dialog.run(), &TransferRun::finished);
        const QString waiting = u"SELECT count(*) FROM pg_locks WHERE NOT granted"_s;
        dialog.start(false);
        QTRY_COMPARE(psql(waiting), u"1"_s);
        QVERIFY(dialog.run()->isRunning());
        dialog.run()->cancel();
        QVERIFY(finished.wait(1000));
        QTRY_COMPARE(psql(waiting), u"0"_s);
        QVERIFY2(dialog.panel()->text().contains(u"Nothing was written"_s), qPrintable(dialog.panel()->text()));
        // And the server goes away in the middle.
        dialog.start(false);
        QTRY_COMPARE(psql(waiting), u"1"_s);
        m_server.kill();
        QVERIFY(finished.wait(30'000));
        QVERIFY(!dialog.run()->isRunning());
        QVERIFY2(!dialog.panel()->text().isEmpty(), qPrintable(dialog.panel()->text()));
        QTRY_VERIFY(!m_connection->isConnected());
        m_server.restart();
        m_connection->connectTo(m_server.connInfo(m_database), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), 30'000);
        QCOMPARE(psql(u"SELECT count(*) FROM target"_s), u"0"_s);
        dialog.start(false);
        finish(dialog);
        QCOMPARE(dialog.panel()->text(), u"2 rows read = 2 written + 0 rejected"_s);
        QCOMPARE(psql(u"SELECT count(*) FROM target"_s), u"2"_s);
    }

    // 1,600 columns and a hostile name make no stall: the meter of turns looks on.
    void wideFilesAndHostileNames()
    {
        QStringList names;
        QByteArray header;
        for (int i = 0; i < 1599; ++i) {
            names << u"c%1 int"_s.arg(i);
            header += ",c" + QByteArray::number(i);
        }
        psql(u"CREATE TABLE \"<b>%s'\" (\"<img src=x>\" text, "_s + names.join(u',') + u')');
        ImportDialog dialog(m_connection.get(), m_tasks.get(), shape(u"<b>%s'"_s));
        dialog.show();
        write(u"wide.csv"_s, "<img src=x>" + header + "\n</b>" + QByteArray(1599, ',') + '\n');
        look(dialog, path(u"wide.csv"_s));
        QCOMPARE(dialog.mapping()->rowCount(), 1600);
        picture(dialog, u"import-wide"_s);
        dialog.start(false);
        finish(dialog);
        QCOMPARE(dialog.panel()->text(), u"1 row read = 1 written + 0 rejected"_s);
        RowsExportDialog out(m_connection.get(), m_tasks.get(), {.shape = shape(u"<b>%s'"_s)});
        out.show();
        out.setFile(path(u"wide-out.csv"_s));
        picture(out, u"export-hostile"_s);
        out.start();
        finish(out);
        QCOMPARE(read(u"wide-out.csv"_s), read(u"wide.csv"_s));
    }

    // ---- actions

    void actionsFollowWhatIsOpen()
    {
        QWidget window;
        TransferActions actions(m_connection.get(), m_tasks.get(), &window);
        QVERIFY(!actions.exportAction()->isEnabled());
        std::optional<TransferSubject> subject;
        actions.setSubject([&subject] { return subject; });
        QVERIFY(!actions.importAction()->isEnabled());
        subject = TransferSubject{.shape = shape(u"target"_s)};
        actions.update();
        QVERIFY(actions.exportAction()->isEnabled() && actions.importAction()->isEnabled());
        actions.exportAction()->trigger();
        QVERIFY(qobject_cast<RowsExportDialog *>(actions.dialog()));
        actions.importAction()->trigger();
        auto *dialog = qobject_cast<ImportDialog *>(actions.dialog());
        QVERIFY(dialog);
        QSignalSpy imported(&actions, &TransferActions::imported);
        write(u"in.csv"_s, "id,name\n1,a\n");
        look(*dialog, path(u"in.csv"_s));
        dialog->start(false);
        finish(*dialog);
        QCOMPARE(imported.size(), 1);
        QCOMPARE(imported[0][0].toUInt(), subject->shape.oid);
        dialog->close();
        QTRY_VERIFY(!actions.dialog());
    }
};

HOWDAH_UI_TEST_MAIN(TransferDialogsTest)
#include "tst_dialogs.moc"
