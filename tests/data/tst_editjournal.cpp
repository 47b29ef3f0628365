// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Staged edits outlive the program, whatever byte it was killed at (B11, B12, B13, B16).
#include "data/edit/editjournal.h"
#include "data/editserver.h"

#include <QDir>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <csignal>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class EditJournalTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<EditServer> m_here;
    std::unique_ptr<QTemporaryDir> m_folder;
    const JournalOwner m_owner{u"postgresql://me:secret-pw@host:5432"_s, u"db"_s, u"public"_s, u"notes"_s};

    std::shared_ptr<const EditTarget> fresh()
    {
        m_here->psql(
            u"DROP TABLE IF EXISTS notes; CREATE TABLE notes (id int PRIMARY KEY, v text, w text DEFAULT 'd'); "
            "INSERT INTO notes SELECT i, 'v' || i, NULL FROM generate_series(1, 60) i"_s);
        return m_here->target(u"notes"_s);
    }
    [[nodiscard]] std::vector<RestoredEdits> restorable() const { return restorableEdits(m_folder->path(), m_owner); }

    // A random step of a session of editing.
    static Result<ChangeStep>
    randomStep(const ChangeSet &changes, const std::vector<RowBasis> &rows, QRandomGenerator &random)
    {
        const RowBasis &row = rows[random.bounded(quint32(rows.size()))];
        const CellValue value = random.bounded(4) == 0 ? CellValue::null()
                              : random.bounded(4) == 0 ? CellValue::byDefault()
                                                       : CellValue::text(QByteArray::number(random.generate()));
        switch (random.bounded(5)) {
        case 0:
            return changes.deleteRow(row);
        case 1:
            return changes.insertRow({{0, CellValue::text(QByteArray::number(random.generate()))}, {1, value}});
        case 2:
            return changes.isEmpty() ? changes.setCell(row, 1, value)
                                     : changes.revertRow(changes.rows()[random.bounded(quint32(changes.count()))].key);
        default:
            return changes.setCell(row, int(random.bounded(1, 3)), value);
        }
    }

private Q_SLOTS:
    void initTestCase() { m_here = std::make_unique<EditServer>(); }
    void cleanupTestCase() { m_here.reset(); }
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void B12_editsComeBack()
    {
        ChangeSet changes(fresh());
        {
            EditJournal journal(m_folder->path(), m_owner, changes.target());
            changes.setObserver([&](const ChangeStep &step) { QVERIFY(journal.append(step)); });
            const auto rows = m_here->rows(changes.target());
            stage(changes, changes.setCell(rows[0], 1, ""_t));
            stage(changes, changes.setCell(rows[0], 2, CellValue::byDefault()));
            stage(changes, changes.setCell(rows[1], 1, CellValue::null()));
            stage(changes, changes.deleteRow(rows[2]));
            stage(changes, changes.insertRow({{0, "99"_t}}));
            stage(changes, changes.setCell(rows[3], 1, "gone again"_t));
            stage(changes, changes.revertRow(rowKeyOf(changes.target(), rows[3])));
            // Nobody takes it while it is in use.
            QVERIFY(restorable().empty());
        }
        const auto found = restorable();
        QCOMPARE(found.size(), 1U);
        QVERIFY(!found[0].torn);
        QVERIFY(found[0].rows == changes.rows());
        QCOMPARE(found[0].columns.names, (QStringList{u"id"_s, u"v"_s, u"w"_s}));
        QVERIFY(restorableEdits(m_folder->path(), {u"other"_s, u"db"_s, u"public"_s, u"notes"_s}).empty());
        // And are saved as if nothing had happened.
        const SaveReport report = save(m_here->session(), changes.target(), found[0].rows);
        QCOMPARE(report.outcome, SaveOutcome::Saved);
        QCOMPARE(
            m_here->psql(u"SELECT id, '<' || v || '>', w FROM notes WHERE id IN (1, 2, 3, 99) ORDER BY id"_s),
            u"1|<>|d\n2||\n99||d"_s);
    }

    void B16_killedAtAnyByteNothingButTheLastStepIsLost()
    {
        ChangeSet changes(fresh());
        const auto rows = m_here->rows(changes.target());
        // The state after each step, by the size of the file then.
        std::map<qint64, std::vector<StagedRow>> states;
        QString path;
        {
            EditJournal journal(m_folder->path(), m_owner, changes.target());
            path = journal.path();
            QRandomGenerator random(20261121);
            for (int i = 0; i < 200; ++i) {
                const auto step = randomStep(changes, rows, random);
                if (!step || step->isNothing())
                    continue;
                QVERIFY(changes.apply(*step));
                QVERIFY(journal.append(*step));
                states[QFileInfo(path).size()] = changes.rows();
            }
        }
        QVERIFY(states.size() > 100);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        const QString cutPath = m_folder->path() + u"/cut.edits"_s;
        // Each byte near the records' ends, and every 7th elsewhere.
        for (qint64 size = 0; size <= whole.size(); ++size) {
            const auto next = states.lower_bound(size);
            const bool nearEnd = next != states.end() && next->first - size < 3;
            if (!nearEnd && size % 7 != 0)
                continue;
            QFile cut(cutPath);
            QVERIFY(cut.open(QIODevice::WriteOnly | QIODevice::Truncate));
            cut.write(whole.first(size));
            cut.close();
            const auto read = readJournal(cutPath);
            QVERIFY(read);
            auto last = states.upper_bound(size);
            const std::vector<StagedRow> expected =
                last == states.begin() ? std::vector<StagedRow>() : std::prev(last)->second;
            QVERIFY2(read->rows == expected, qPrintable(QString::number(size)));
            if (!states.contains(size) && size > states.begin()->first)
                QVERIFY(read->torn);
        }
    }

    void B16_aKilledProcessLosesNothing()
    {
        const auto target = fresh();
        const auto rows = m_here->rows(*target);
        const QByteArray folder = m_folder->path().toUtf8();
        const pid_t child = fork();
        if (child == 0) {
            // Only what needs no thread of the parent's.
            ChangeSet changes(target);
            EditJournal journal(QString::fromUtf8(folder), m_owner, *target);
            for (int i = 0; i < 20; ++i) {
                const auto step = changes.setCell(rows[size_t(i)], 1, "killed"_t);
                if (!step || !changes.apply(*step) || !journal.append(*step))
                    _exit(1);
            }
            kill(getpid(), SIGKILL);
        }
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        const auto found = restorable();
        QCOMPARE(found.size(), 1U);
        QCOMPARE(found[0].rows.size(), 20U);
        // It is written on where it was torn.
        {
            QFile file(found[0].path);
            QVERIFY(file.open(QIODevice::Append));
            file.write("half a rec");
        }
        const auto torn = restorable();
        QVERIFY(torn.at(0).torn);
        {
            const auto journal = EditJournal::resume(torn[0]);
            QVERIFY(journal);
            ChangeSet more(target);
            const auto step = more.setCell(rows[30], 1, "after"_t);
            QVERIFY((*journal)->append(*step));
        }
        const auto again = restorable();
        QCOMPARE(again.at(0).rows.size(), 21U);
        QVERIFY(!again[0].torn);
    }

    void aSaveThatWasUnderWayIsFoundOut_data()
    {
        QTest::addColumn<bool>("commits");
        QTest::newRow("committed") << true;
        QTest::newRow("not committed") << false;
    }
    void aSaveThatWasUnderWayIsFoundOut()
    {
        QFETCH(bool, commits);
        ChangeSet changes(fresh());
        std::vector<RowKey> keys;
        {
            EditJournal journal(m_folder->path(), m_owner, changes.target());
            stage(changes, changes.setCell(m_here->rows(changes.target())[0], 1, "new"_t));
            const auto inserted = changes.insertRow({{0, "500"_t}});
            stage(changes, inserted);
            for (const StagedRow &row : changes.rows()) {
                keys.push_back(row.key);
                QVERIFY(journal.append({row.key, std::nullopt, row}));
            }
            SaveOptions options;
            options.beforeCommit = [&](const TransactionId &transaction) -> Result<void> {
                if (auto noted = journal.appendSaving(transaction, keys); !noted)
                    return noted;
                return commits ? Result<void>() : fail(ErrorKind::Io, u"killed here"_s);
            };
            (void)save(m_here->session(), changes.target(), changes.rows(), options);
            // The program ends before it can note what came of it.
        }
        auto found = restorable();
        QCOMPARE(found.size(), 1U);
        QVERIFY(found[0].pending);
        QCOMPARE(found[0].pendingRows, keys);
        const SaveOutcome outcome = settle(m_here->session(), *found[0].pending);
        QCOMPARE(outcome, commits ? SaveOutcome::Saved : SaveOutcome::NotSaved);
        {
            const auto journal = EditJournal::resume(found[0]);
            QVERIFY(journal);
            QVERIFY((*journal)->appendOutcome(outcome));
        }
        found = restorable();
        QCOMPARE(found.size(), commits ? 0U : 1U);
        if (!commits)
            QVERIFY(found[0].rows == changes.rows() && !found[0].pending);
        QCOMPARE(m_here->psql(u"SELECT count(*) FROM notes WHERE id = 500"_s), commits ? u"1"_s : u"0"_s);
    }

    void B11_B13_editsSurviveReadingAgain()
    {
        ChangeSet changes(fresh());
        auto rows = m_here->rows(changes.target());
        stage(changes, changes.setCell(rows[0], 1, "mine"_t));
        stage(changes, changes.setCell(rows[0], 2, "also mine"_t)); // the cell that was left first is kept
        m_here->psql(u"UPDATE notes SET w = 'theirs' WHERE id = 1; DELETE FROM notes WHERE id = 2"_s);
        rows = m_here->rows(changes.target(), u"v"_s);
        qsizetype edited = 0;
        for (const RowBasis &row : rows)
            edited += changes.row(row) ? 1 : 0;
        QCOMPARE(edited, 1);
        const RowBasis now = m_here->row(changes.target(), "1");
        const auto conflicts = changes.conflictsWith(now);
        QCOMPARE(conflicts.size(), 1U);
        QCOMPARE(conflicts[0].column, 2);
        QCOMPARE(conflicts[0].mine, std::optional("also mine"_t));
    }

    void everyStepIsUndone()
    {
        ChangeSet changes(fresh());
        const auto rows = m_here->rows(changes.target());
        QRandomGenerator random(7);
        std::vector<ChangeStep> done;
        std::vector<std::vector<StagedRow>> states{changes.rows()};
        while (done.size() < 200) {
            const auto step = randomStep(changes, rows, random);
            if (!step)
                continue;
            QVERIFY(changes.apply(*step));
            done.push_back(*step);
            states.push_back(changes.rows());
        }
        for (size_t i = done.size(); i-- > 0;) {
            QVERIFY(changes.apply(done[i].inverse()));
            QVERIFY(changes.rows() == states[i]);
        }
        for (size_t i = 0; i < done.size(); ++i) {
            QVERIFY(changes.apply(done[i]));
            QVERIFY(changes.rows() == states[i + 1]);
        }
        // A step that does not fit is refused.
        ChangeSet other(changes.sharedTarget());
        const auto step = other.setCell(rows[0], 1, "x"_t);
        QVERIFY(other.apply(*step));
        QVERIFY(!other.apply(*step));
    }

    void noSecretsAreKeptAndNobodyElseReadsThem()
    {
        ChangeSet changes(fresh());
        QString path;
        {
            EditJournal journal(m_folder->path() + u"/edits"_s, m_owner, changes.target());
            path = journal.path();
            QVERIFY(!QFile::exists(path)); // only with the first step
            const auto step = changes.insertRow({{0, "1"_t}});
            QVERIFY(journal.append(*step));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(!bytes.contains("secret-pw"));
        QVERIFY(!bytes.contains(QByteArray(reinterpret_cast<const char *>(u"secret-pw"), 18)));
        QByteArray bigEndian;
        for (const QChar c : u"secret-pw"_s)
            bigEndian += QByteArray(1, char(c.unicode() >> 8)) + QByteArray(1, char(c.unicode()));
        QVERIFY(!bytes.contains(bigEndian));
        struct stat facts{};
        QCOMPARE(stat(QFile::encodeName(path).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777U, 0600U);
        QCOMPARE(stat(QFile::encodeName(QFileInfo(path).path()).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777U, 0700U);
        QVERIFY(editFolder().startsWith(u'/'));
    }
};

QTEST_GUILESS_MAIN(EditJournalTest)
#include "tst_editjournal.moc"
