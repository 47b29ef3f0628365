// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/data/datagroup.h"

#include "cli/terminal/localtext.h"
#include "cli/terminal/wordoptions.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

DataGroup::DataGroup(CLI::App &data, bool &json, Choose choose)
    : m_data(data)
    , m_json(json)
    , m_choose(std::move(choose))
{
    addExport();
    addImport();
    addChecksum();
}

CLI::App *DataGroup::add(const char *name, const char *description, QString &database, Command command)
{
    CLI::App *added = m_data.add_subcommand(name, description);
    added->callback([this, command = std::move(command)] { m_choose(command); });
    addWord(added, "--database,-d", database, "The database; default: the private server")->type_name("URL");
    added->add_flag("--json", m_json, "Write one JSON document to standard output");
    return added;
}

void DataGroup::addExport()
{
    CLI::App *command = add("export", "Write rows to a file", m_export.database, [this](Output &output) {
        return dataExport(output, m_export);
    });
    addWords(command, "--table,-t", m_export.tables, "The table or view; may be repeated: all from one snapshot")
        ->type_name("NAME")
        ->allow_extra_args(false);
    addWord(command, "--query,-q", m_export.query, "One SELECT, instead of a table")->type_name("SQL");
    addWord(command, "--where,-w", m_export.where, "Only rows that match this condition, as after WHERE")
        ->type_name("SQL");
    addWords(command, "--columns,-c", m_export.columns, "Only these columns, in this order")
        ->delimiter(',')
        ->type_name("NAME,...");
    addWord(command, "--format,-f", m_export.format, "csv, tsv, json, ndjson, copy, sql or xlsx; default: by file name")
        ->type_name("FORMAT");
    addWord(command, "--out,-o", m_export.file, "The file; - is standard output; for several tables, a folder")
        ->type_name("FILE")
        ->required();
    addWord(command, "--into", m_export.into, "The table to insert into, for the format sql with a query")
        ->type_name("NAME");
    command->add_flag_callback("--no-header", [this] { m_export.header = false; }, "Without column names");
    command->add_flag(
        "--guard-formulas", m_export.guardsFormulas,
        "CSV, TSV: prefix cells that a spreadsheet would evaluate (= + - @) with '");
    command->add_flag(
        "--labels", m_export.labels, "After each reference a column <column>_label: what it refers to, in words");
    command->add_flag("--reveal", m_export.reveal, "Export sensitive columns, too; this is noted in the audit log");
    command->add_flag("--force", m_export.force, "Replace the file if it exists");
    command->footer(
        R"(Values are the server's text. CSV and TSV are those of COPY: an empty field is NULL, "" is an empty string. copy is COPY's own
text format, as psql's \copy writes and reads it: \N is NULL, no header. JSON keeps the spelling of numbers. In a workbook, numbers that a double does not hold exactly are texts, and so are times with a zone
or finer than a millisecond; a text of more than 32,767 characters is refused, never cut; more rows than a sheet holds
(1,048,576) go to further sheets.
The file gets its name when it is whole. Progress goes to standard error. Several tables are read in one transaction that
sees one moment, and go to files of a folder, named schema.table.format; none of them gets its name unless all are whole.
Where row-level security policies hold for the role that exports, rows may be missing; that is reported.
Labels (--labels) are those that a model of entities gives (howdahctl entities), else a unique name; the values stay as they
are. Labels that cannot be read are missing, which is reported. The formats sql and copy have none: they are made to be loaded.
An import refuses the columns of labels unless they are left out (--leave-out-unknown).
Columns that a model calls sensitive (password hashes) are left out, and never replaced by a mask that an import would take for
a value; --reveal exports them, which is noted in the audit log, and in production the name of the table has to be typed, or
given by --confirm.
--json: database, file, fileFormat, rows, bytes, formulas (cells that a spreadsheet would evaluate), hidesRows (policies hold for
this role), leftOut (sensitive columns), labels [column, error] (that could not be read), settings (given by --set: whose rows
these are), durationMs, exitCode; of a folder: database, folder, fileFormat, tables [schema, table, file, rows, bytes, formulas,
hidesRows, leftOut], labels, rows, bytes, settings, durationMs, exitCode.)");
}

void DataGroup::addImport()
{
    CLI::App *command = add("import", "Read rows from a file into a table", m_import.database, [this](Output &output) {
        return dataImport(output, m_import);
    });
    addWord(command, "--table,-t", m_import.table, "The table")->type_name("NAME")->required();
    addWord(command, "--in,-i", m_import.file, "The file; - is standard input")->type_name("FILE")->required();
    addWord(command, "--format,-f", m_import.format, "csv, tsv, json, ndjson or copy; default: detected")
        ->type_name("FORMAT");
    addWords(command, "--map,-m", m_import.map, "Map a field to a column; FIELD= skips it; may be repeated")
        ->type_name("FIELD=COLUMN")
        ->allow_extra_args(false);
    command->add_flag("--by-position", m_import.byPosition, "The first field goes to the first column, and so on");
    command->add_flag("--leave-out-unknown", m_import.leavesOutUnknown, "Skip fields and members that have no column");
    const auto takeNull = [this](const std::string &word) {
        m_import.null = text(word);
        m_import.nullGiven = true;
    };
    command->add_option_function<std::string>("--null", takeNull, "How NULL is written, unquoted; default: empty")
        ->type_name("TEXT");
    addWord(command, "--encoding", m_import.encoding, "utf-8, utf-16le, utf-16be, windows-1252 or latin-1 (auto)")
        ->type_name("NAME");
    addWord(command, "--delimiter", m_import.delimiter, "Between fields: one character, or tab; default: detected")
        ->type_name("CHARACTER");
    CLI::Option *header = command->add_flag_callback(
        "--header", [this] { m_import.header = u"yes"_s; }, "The first line contains column names");
    command->add_flag_callback(
               "--no-header", [this] { m_import.header = u"no"_s; }, "The first line is a row")
        ->excludes(header);
    const auto takeOnError = [this](const std::string &word) { m_import.reject = word == "reject"; };
    command
        ->add_option_function<std::string>(
            "--on-error", takeOnError, "stop: nothing is written; reject: the row is skipped (stop)")
        ->check(CLI::IsMember({"stop", "reject"}))
        ->type_name("WHAT");
    addWord(command, "--rejects", m_import.rejectFile, "The file for rejected rows: line, code, reason, row")
        ->type_name("FILE");
    command->add_flag("--upsert", m_import.upsert, "Update rows whose primary key already exists");
    const auto takeKey = [this](const std::vector<std::string> &columns) {
        m_import.key = texts(columns);
        m_import.upsert = m_import.upsert || !columns.empty();
    };
    command
        ->add_option_function<std::vector<std::string>>(
            "--key", takeKey, "The same, by the columns of another unique index")
        ->delimiter(',')
        ->type_name("NAME,...");
    command->add_flag("--dry-run", m_import.rehearse, "Import everything, then roll it back");
    command->add_flag(
        "--advance-sequences", m_import.advanceSequences,
        "Advance the sequences of serial and identity columns past the values in the table");
    command->add_flag("--preview", m_import.preview, "Only show how the file would be read");
    command->add_flag("--force", m_import.force, "Replace the file of rejected rows if it exists");
    command->footer(
        R"(Everything happens in one transaction. Fields go to the columns that their header names; without a header, by position.
A field without a column is refused, unless it is mapped or left out; so is an unquoted \N, unless --null says what it is.
A file of COPY's own text format (copy) has no header unless --header is said, and \N is NULL in it.
An error names its line. For what the server checks at the end only (foreign keys, triggers), what came from a pipe is kept
meanwhile in a temporary file (TMPDIR); where there is no room for it, such an error has no line.
A sequence that would give values which came with the file is reported; --advance-sequences moves it.
Exit codes: 0 all rows are in, 1 some were rejected, 2 nothing was written.
--json: database, read, written, inserted, updated, rejected, rejects, sequences [sequence, column, next, highest, moved],
dryRun, durationMs, exitCode; read is always written + rejected. With --preview: fileFormat, encoding, delimiter, header, null, unclearNull (the line of a \N without
quotes that --null says nothing of), fields [name, looksLike, column], rows.)");
}

void DataGroup::addChecksum()
{
    CLI::App *command =
        add("checksum", "Compute a checksum of the rows of a table, independent of their order", m_checksum.database,
            [this](Output &output) { return dataChecksum(output, m_checksum); });
    addWord(command, "--table,-t", m_checksum.table, "The table or view")->type_name("NAME")->required();
    addWords(command, "--columns,-c", m_checksum.columns, "Only these columns")->delimiter(',')->type_name("NAME,...");
    command->footer(
        R"(Equal contents give the same sum on any server: SHA-256 over the lines "howdah-checksum-1", the names of the columns
(JSON strings, sorted, joined by commas), the number of rows, and the sum modulo 2^256 of the SHA-256 of each row in
hexadecimal; a row is its line in COPY's text format, columns in that order, under fixed settings of the session.
--json: database, schema, table, checksum, rows, hidesRows (row-level security policies hold for this role), durationMs,
exitCode.)");
}

} // namespace howdah::cli
