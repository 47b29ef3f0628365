// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/delimited.h"
#include "data/page/edittarget.h"
#include "data/transfer/textencoding.h"

#include <QIODevice>

#include <functional>
#include <map>
#include <stop_token>

namespace howdah::data {

// Copy is COPY's own text format, as psql's \copy writes and reads it.
enum class BulkFormat { Csv, Tsv, Json, NdJson, SqlInsert, Xlsx, Copy };

// The stable lower-case name, for command lines; and back.
[[nodiscard]] QString formatKey(BulkFormat format);
[[nodiscard]] std::optional<BulkFormat> formatFromKey(QStringView key);

struct BulkProgress
{
    qint64 rows = 0;
    qint64 bytes = 0; // of the file
};

// ---- export

// Columns that a file has beside those of the rows, each right after one of them: what it refers to, in words. The
// values themselves stay as they are.
struct BesideColumn
{
    int after = 0; // its position in the target
    QString name;
};
using RowFields = std::vector<std::optional<QByteArray>>;
struct Beside
{
    std::vector<BesideColumn> columns;
    // Answers for each of some rows, which have exportedColumns(), what stands in these columns. Called on the thread
    // of the session, while its rows wait.
    std::function<std::vector<RowFields>(const std::vector<RowFields> &rows)> texts;
};
// Whether files of the format can have them; those that are made to be loaded into a table cannot.
[[nodiscard]] bool takesBeside(BulkFormat format);

struct ExportRequest
{
    EditTarget target;               // of a query: see queryTarget()
    std::vector<int> columns;        // positions in the target, in the order of the file; empty: all
    connection::Statement restricts; // rows: a SELECT over the columns, or "" for the whole relation
    BulkFormat format = BulkFormat::Csv;
    bool header = true;                 // of Csv, Tsv and Xlsx
    bool guardsFormulas = false;        // of Csv and Tsv: puts a ' before cells that a spreadsheet would run
    std::optional<qint64> expectedRows; // when known: any other number is ErrorKind::Conflict
    Beside beside = {};
};

struct ExportReport
{
    qint64 rows = 0; // as the server counted them
    qint64 bytes = 0;
    double milliseconds = 0;
    qint64 formulas = 0; // cells of Csv and Tsv that a spreadsheet would run, guarded or not
    // Policies of row level security hold for us: rows that they hide are not in the file.
    bool hidesRows = false;
};

// Streams rows to a file: what is in memory does not grow with them. Values are the server's text, in the one spelling
// that every server reads back the same, whatever the session's settings are; read in one transaction that only reads.
// ErrorKind::Invalid when the format cannot hold a value. Blocks; for worker threads. `stop` and Session::cancel() end
// it; what was written so far stays in the device.
[[nodiscard]] Result<ExportReport> exportRows(
    connection::Session &session, const ExportRequest &request, QIODevice &to,
    const std::function<void(BulkProgress)> &progress = {}, std::stop_token stop = {});

struct ExportPart
{
    ExportRequest request;
    QIODevice *to = nullptr;
};
// Several at once, in their order: all as of one moment, so that they fit together. The error of one ends all of them;
// `failed` is then told which it was.
[[nodiscard]] Result<std::vector<ExportReport>> exportTogether(
    connection::Session &session, const std::vector<ExportPart> &parts,
    const std::function<void(BulkProgress)> &progress = {}, std::stop_token stop = {}, size_t *failed = nullptr);

// The COPY statement; COPY takes no parameters, so those of the condition stand in it as literals.
[[nodiscard]] QString exportSql(const ExportRequest &request);

// Begins a transaction that only reads, in which every value has the one spelling that every server reads back the
// same. It must be ended.
[[nodiscard]] std::vector<connection::Statement> exactReading();

// Whether policies of row level security may hide rows of that SELECT from us. In a transaction, which goes on.
[[nodiscard]] Result<bool> hidesRows(connection::Session &session, const QString &select);

// "INSERT INTO ... VALUES (...);" for these rows, one statement a row. `columns` as in ExportRequest. Columns that
// cannot be set are left out.
[[nodiscard]] QByteArray insertScript(
    const EditTarget &target, const std::vector<int> &columns,
    const std::vector<std::vector<std::optional<QByteArray>>> &rows);

// ---- import

enum class ErrorPolicy {
    AllOrNothing, // the first error takes everything back
    Reject,       // rows that the server refuses are left out, and told
};

// What stands in the place of a column for a field or a member of a file.
inline constexpr int noColumn = -1; // nobody has said what becomes of it: refused, as its values would be lost
inline constexpr int leftOut = -2;  // it is not wanted

// A sequence that gives values which the table has already, after rows brought values of their own for its column.
struct SequenceBehind
{
    QString sequence; // as SQL, with its schema
    QString column;
    QByteArray next;    // what it gives next, unless it was moved
    QByteArray highest; // in the column; the lowest where it counts down
    bool moved = false;
    bool operator==(const SequenceBehind &) const = default;
};

struct ImportReport
{
    qint64 read = 0;    // rows of the file: written + rejected
    qint64 written = 0; // as the server counted them: inserted + updated
    qint64 rejected = 0;
    qint64 inserted = 0;
    qint64 updated = 0; // of an upsert
    std::vector<SequenceBehind> sequences;
    double milliseconds = 0;
    bool operator==(const ImportReport &) const = default;
};

struct ImportRequest
{
    EditTarget target;
    BulkFormat format = BulkFormat::Csv; // not SqlInsert, not Xlsx
    // Csv, Tsv, Copy: the target's column of each field, or leftOut. Json: ignored, members are found by name.
    std::vector<int> fields;
    // Json: the columns of members that have another name, or leftOut.
    std::map<QByteArray, int> members;
    bool leavesOutUnknown = false; // whatever has no column is not wanted
    bool header = true;            // the first record of Csv, Tsv and Copy is not a row
    QByteArray null;               // how the file spells NULL, unquoted; Csv, Tsv and Copy
    // Otherwise an unquoted \N is refused: it is NULL to some programs, and a text to others.
    bool isNullSaid = true;
    char delimiter = ','; // of Csv and Copy
    TextEncoding encoding = TextEncoding::Utf8;
    bool isEncodingSaid = true; // otherwise UTF-8 in what was taken for an older encoding is refused
    ErrorPolicy policy = ErrorPolicy::AllOrNothing;
    // Columns of a unique key: rows that have one that is there already are updated. Empty: every row is a new one.
    std::vector<int> upsertKey;
    bool rehearse = false;          // everything is done, and taken back
    bool advancesSequences = false; // those that lie behind; otherwise they are only told of
    // Told when all rows are in, before they are committed: what must not be missing then (a file of rejected rows) is
    // put on the disk here. An error takes everything back.
    std::function<Result<void>(const ImportReport &)> beforeCommit = {};
};

// A row of the file that was left out.
struct RejectedRow
{
    qint64 line = 0; // in the file, from 1
    QByteArray text; // as the file has it, in UTF-8
    Error error;
};

// Streams a file into the relation by COPY, in one transaction. ErrorKind::Invalid, or the server's error, with the
// line of the file in its message: nothing was written. `reject` is told of each row that is left out. Blocks; for
// worker threads; `stop` and Session::cancel() end it and take everything back. The device may be a pipe; of a file,
// the line of an error is found more exactly.
[[nodiscard]] Result<ImportReport> importRows(
    connection::Session &session, const ImportRequest &request, QIODevice &from,
    const std::function<Result<void>(const RejectedRow &)> &reject = {},
    const std::function<void(BulkProgress)> &progress = {}, std::stop_token stop = {});

// The target's columns of a header's names; noColumn for names that it does not have, leftOut for columns that the
// server computes.
[[nodiscard]] std::vector<int> fieldsOf(const EditTarget &target, const DelimitedRecord &header);

} // namespace howdah::data
