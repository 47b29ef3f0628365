// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Saving, importing and exporting rows: what the window and the command line have done, and what stands afterwards.
#include "data/editserver.h"
#include "operations/rowexport.h"
#include "operations/rowimport.h"
#include "operations/rowsave.h"

#include <QBuffer>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data::test;
using namespace howdah::operations;

namespace {

// Takes what is written, until it is asked to put it somewhere.
class FullDisk final : public RowsOutput
{
public:
    FullDisk() { m_buffer.open(QIODevice::WriteOnly); }
    QIODevice &device() override { return m_buffer; }
    Result<void> flush() override { return fail(ErrorKind::Io, u"No space left on device"_s); }
    Result<void> keep() override { return {}; }

private:
    QBuffer m_buffer;
};

} // namespace

class RowsTest final : public QObject
{
    Q_OBJECT
    std::unique_ptr<EditServer> m_here;
    QTemporaryDir m_folder;

    QString psql(const QString &sql) { return m_here->psql(sql); }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : "(nothing)"_ba;
    }
    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    data::EditTarget people() { return *m_here->target(u"people"_s); }
    Result<std::vector<data::ExportReport>> exportTo(const QString &name, const ExportChoice &choice)
    {
        auto request = exportRequest(people(), choice);
        if (!request)
            return fail(request.error());
        RowsFile file;
        if (auto opened = file.open(path(name)); !opened)
            return fail(opened.error());
        return exportRows(m_here->session(), {{*std::move(request), &file}});
    }
    RowImport leavingOut(const QString &rejects)
    {
        data::ImportRequest request{.target = people(), .fields = {0, 1}, .policy = data::ErrorPolicy::Reject};
        return {request, path(rejects)};
    }
    RowSaveJob job(const data::ChangeSet &changes, const data::JournalOwner &owner)
    {
        return {
            .session = std::shared_ptr<connection::Session>(std::shared_ptr<void>(), &m_here->session()),
            .target = changes.sharedTarget(),
            .rows = changes.rows(),
            .journal = std::make_shared<data::EditJournal>(m_folder.filePath(u"edits"_s), owner, changes.target()),
            .owner = owner,
            .server = {}};
    }
    data::ChangeSet renamed(const QString &name)
    {
        data::ChangeSet changes(m_here->target(u"people"_s));
        stage(changes, changes.setCell(m_here->row(changes.target(), "1"), 1, data::CellValue::text(name)));
        return changes;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<EditServer>();
        psql(u"CREATE TABLE people (id int PRIMARY KEY, name text CHECK (name <> 'nobody'))"_s);
    }
    void cleanupTestCase() { m_here.reset(); }
    void init()
    {
        psql(u"TRUNCATE people; INSERT INTO people VALUES (1, 'Ada'), (2, 'Bo'), (3, 'Cy')"_s);
        for (const QString &name : QDir(m_folder.path()).entryList(QDir::Files))
            QFile::remove(path(name));
    }

    // ---- exporting

    void choicesOfRows()
    {
        QVERIFY(exportTo(u"all.csv"_s, {}));
        QCOMPARE(read(u"all.csv"_s), "id,name\n1,Ada\n2,Bo\n3,Cy\n"_ba);
        const std::vector<data::SortColumn> backwards{{u"id"_s, data::Direction::Descending}};
        QVERIFY(exportTo(
            u"some.csv"_s, {.columns = {u"name"_s}, .filters = {.condition = u"id > 1"_s}, .sort = backwards}));
        QCOMPARE(read(u"some.csv"_s), "name\nCy\nBo\n"_ba);
        const std::vector<data::RowBasis> chosen{m_here->row(people(), "1"), m_here->row(people(), "3")};
        const ExportChoice selected{.sort = backwards, .selection = chosen};
        QVERIFY(exportTo(u"selected.csv"_s, selected));
        QCOMPARE(read(u"selected.csv"_s), "id,name\n3,Cy\n1,Ada\n"_ba);
    }

    // A column that was dropped after it was shown is said, not guessed.
    void aColumnThatIsGoneIsAnError()
    {
        const auto report = exportTo(u"gone.csv"_s, {.columns = {u"name"_s, u"born"_s}});
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Usage);
        QVERIFY(report.error().message.contains(u"born"_s));
        QVERIFY(!QFile::exists(path(u"gone.csv"_s)));
    }

    // Of several files none has its name before all that can fail has not.
    void allFilesOrNone()
    {
        auto request = exportRequest(people(), {});
        QVERIFY(request);
        RowsFile first;
        QVERIFY(first.open(path(u"first.csv"_s)));
        FullDisk second;
        size_t failed = 0;
        const auto reports = exportRows(m_here->session(), {{*request, &first}, {*request, &second}}, {}, {}, &failed);
        QVERIFY(!reports);
        QCOMPARE(reports.error().kind, ErrorKind::Io);
        QCOMPARE(failed, size_t(1)); // the one whose disk is full
        QVERIFY(!QFile::exists(path(u"first.csv"_s)));
    }

    // ---- importing

    void rejectedRowsHaveAFile()
    {
        write(u"in.csv"_s, "id,name\n4,Di\n5,nobody\n");
        GivenAnswer no(false, {});
        const auto report = importFile(m_here->session(), leavingOut(u"rejects.csv"_s), path(u"in.csv"_s), no);
        QVERIFY2(report, report ? "" : qPrintable(describe(report.error())));
        QCOMPARE(report->written, 1);
        QVERIFY(read(u"rejects.csv"_s).contains("5,nobody"));
        QCOMPARE(psql(u"SELECT pg_catalog.string_agg(name, ' ' ORDER BY id) FROM people"_s), u"Ada Bo Cy Di"_s);
    }

    // Rows that an earlier import rejected may be nowhere else.
    void earlierRejectsAreNotReplacedUnasked()
    {
        write(u"in.csv"_s, "id,name\n4,Di\n5,nobody\n");
        write(u"rejects.csv"_s, "of yesterday");
        GivenAnswer no(false, u"Choose another."_s);
        const auto refused = importFile(m_here->session(), leavingOut(u"rejects.csv"_s), path(u"in.csv"_s), no);
        QVERIFY(!refused);
        QCOMPARE(refused.error().hint, u"Choose another."_s);
        QCOMPARE(read(u"rejects.csv"_s), "of yesterday"_ba);
        QCOMPARE(psql(u"SELECT pg_catalog.count(*) FROM people"_s), u"3"_s);
        GivenAnswer yes(true, {});
        QVERIFY(importFile(m_here->session(), leavingOut(u"rejects.csv"_s), path(u"in.csv"_s), yes));
        QVERIFY(read(u"rejects.csv"_s).contains("5,nobody"));
        QCOMPARE(psql(u"SELECT pg_catalog.count(*) FROM people"_s), u"4"_s);
    }

    void aFolderIsNoFile()
    {
        const auto preview = previewImport(m_folder.path(), {}, people());
        QVERIFY(!preview);
        QCOMPARE(preview.error().kind, ErrorKind::Io);
    }

    // ---- saving

    void whatIsSavedIsNotedFirst()
    {
        const data::JournalOwner owner{u"here"_s, u"db"_s, u"public"_s, u"people"_s};
        const data::ChangeSet changes = renamed(u"Ann"_s);
        RowSave save(job(changes, owner));
        std::vector<qsizetype> sent;
        const data::SaveReport report = save.run([&sent](qsizetype done, qsizetype) { sent.push_back(done); });
        QVERIFY2(!report.error, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(report.outcome, data::SaveOutcome::Saved);
        QCOMPARE(sent, std::vector<qsizetype>{1});
        QVERIFY(save.isCommitting());
        QVERIFY(!save.stop()); // too late
        QCOMPARE(psql(u"SELECT name FROM people WHERE id = 1"_s), u"Ann"_s);
        // The program may end now: the journal knows of the save, and by which transaction it is found.
        const QString file = save.job().journal->path();
        const auto noted = data::readJournal(file);
        QVERIFY(noted && noted->pending);
        QCOMPARE(*noted->pending, report.transaction);
        noteOutcome(*save.job().journal, report);
        QVERIFY(!QFile::exists(file));
    }

    void aStoppedSaveNeverCommits()
    {
        const data::JournalOwner owner{u"here"_s, u"db"_s, u"public"_s, u"people"_s};
        const data::ChangeSet changes = renamed(u"Ann"_s);
        RowSave save(job(changes, owner));
        QVERIFY(save.stop());
        const data::SaveReport report = save.run();
        QCOMPARE(report.outcome, data::SaveOutcome::NotSaved);
        QVERIFY(report.error && report.error->kind == ErrorKind::Cancelled);
        QVERIFY(!save.isCommitting());
        QCOMPARE(psql(u"SELECT name FROM people WHERE id = 1"_s), u"Ada"_s);
    }

    // Without its note a save whose answer is lost could not be found again: then nothing is committed.
    void withoutANoteNothingIsCommitted()
    {
        const data::JournalOwner owner{u"here"_s, u"db"_s, u"public"_s, u"people"_s};
        const data::ChangeSet changes = renamed(u"Ann"_s);
        RowSaveJob one = job(changes, owner);
        write(u"file"_s, "no folder");
        one.journal = std::make_shared<data::EditJournal>(path(u"file"_s), owner, changes.target());
        RowSave save(std::move(one));
        QCOMPARE(save.run().outcome, data::SaveOutcome::NotSaved);
        QVERIFY(!save.isCommitting());
        QCOMPARE(psql(u"SELECT name FROM people WHERE id = 1"_s), u"Ada"_s);
    }
};

QTEST_GUILESS_MAIN(RowsTest)
#include "tst_rows.moc"
