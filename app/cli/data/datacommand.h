// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

#include <QString>
#include <QStringList>

namespace howdah::cli {

// The commands `howdahctl data ...`. Each answers the exit code.

struct DataExportOptions
{
    QString database;   // URI or conninfo; empty: the private server
    QStringList tables; // one of these two; several as of one moment
    QString query;
    QString where;       // SQL as it would stand after WHERE; with one table
    QStringList columns; // with one table; empty: all
    QString format;      // a key of BulkFormat; empty: as the name of the file says, else csv
    QString file;        // "-": standard output; a folder for several tables
    QString into;        // with `query` and the format sql: the table that is named
    bool header = true;
    bool force = false; // replace a file that is there
    bool guardsFormulas = false;
    bool labels = false; // of what references refer to, in columns beside them
    bool reveal = false; // columns that a model calls sensitive are exported, too
};
[[nodiscard]] int dataExport(Output &output, const DataExportOptions &options);

struct DataImportOptions
{
    QString database;
    QString table;
    QString file;      // "-": standard input
    QString format;    // empty: as the file looks
    QString encoding;  // empty: as the file looks
    QString delimiter; // empty: as the file looks; one character, or "tab"
    QString header;    // "yes", "no"; empty: as the file looks
    QString null;      // how NULL is spelled
    bool nullGiven = false;
    QStringList map; // FIELD=COLUMN
    bool byPosition = false;
    bool leavesOutUnknown = false; // fields and members without a column
    bool reject = false;
    QString rejectFile;
    bool upsert = false;
    QStringList key; // of the upsert; empty: the primary key
    bool rehearse = false;
    bool advanceSequences = false;
    bool preview = false;
    bool force = false; // replace a file of rejects that is there
};
[[nodiscard]] int dataImport(Output &output, const DataImportOptions &options);

struct DataChecksumOptions
{
    QString database;
    QString table;
    QStringList columns;
};
[[nodiscard]] int dataChecksum(Output &output, const DataChecksumOptions &options);

} // namespace howdah::cli
