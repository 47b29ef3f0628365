// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/filelock.h"
#include "data/edit/remapping.h"

#include <QFile>

namespace howdah::data {

// Whose edits a journal holds. The connection without any secret: ConnInfo's host, port, database and user.
struct JournalOwner
{
    QString connection;
    QString database;
    QString schema;
    QString relation;
    bool operator==(const JournalOwner &) const = default;
};

// What a journal held when it was read back.
struct RestoredEdits
{
    QString path;
    JournalOwner owner;
    ColumnsThen columns;         // of the relation when it was written
    std::vector<StagedRow> rows; // in order
    // A save was about to be committed when the program ended: settle() tells whether these rows are done.
    std::optional<TransactionId> pending;
    std::vector<RowKey> pendingRows;
    qint64 size = 0;   // of the file, as far as it was read
    bool torn = false; // the last record was incomplete, as after a crash in the middle of a write; it is left out
};

// Staged edits on disk, so that they outlive the program however it ends. A file of its own for each change set, only
// ever appended to; each record carries its length and a checksum, so that a torn end is told from a whole one.
// Readable by its owner alone, and locked while somebody uses it. Holds values of rows, never passwords. Not
// thread-safe.
class EditJournal final
{
public:
    // `folder`: editFolder() in programs. The file appears with the first step.
    EditJournal(QString folder, JournalOwner owner, const EditTarget &target);
    ~EditJournal();
    EditJournal(const EditJournal &) = delete;
    EditJournal &operator=(const EditJournal &) = delete;

    // Goes on writing a journal that was read back.
    static Result<std::unique_ptr<EditJournal>> resume(const RestoredEdits &edits);

    // The row as it is staged after the step.
    [[nodiscard]] Result<void> append(const ChangeStep &step);
    // Flushed to the disk before it returns.
    [[nodiscard]] Result<void> appendSaving(const TransactionId &transaction, const std::vector<RowKey> &rows);
    [[nodiscard]] Result<void> appendOutcome(SaveOutcome outcome);
    // Nothing is staged any more: removes the file.
    void remove();

    [[nodiscard]] const QString &path() const { return m_path; }

private:
    EditJournal() = default;
    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> write(const QByteArray &payload);

    QString m_path;
    QByteArray m_header;
    QFile m_file;
    std::optional<connection::FileLock> m_lock;
};

// Where programs keep journals: a folder of dataFolder().
[[nodiscard]] QString editFolder();

// Journals of this owner that nobody uses now; unreadable ones are left out. Empty ones are removed.
[[nodiscard]] std::vector<RestoredEdits> restorableEdits(const QString &folder, const JournalOwner &owner);
// ErrorKind::Invalid when it is not a journal.
[[nodiscard]] Result<RestoredEdits> readJournal(const QString &path);

} // namespace howdah::data
