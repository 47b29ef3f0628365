// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/data/dataplace.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "base/writeproblem.h"
#include "catalog/catalogreader.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "data/page/catalogshape.h"
#include "sql/quote.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QLocale>

#include <cstdio>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using operations::GivenAnswer;

QString grouped(qint64 number) { return QLocale(QLocale::English).toString(number); }

QString rateText(qint64 rows, double milliseconds)
{
    return milliseconds > 0 ? tr("%1 rows/s").arg(grouped(qint64(double(rows) * 1000 / milliseconds))) : QString();
}

Result<void> openData(Target &target, Output &output, const QString &database)
{
    auto opened = target.open(output, database, u"data"_s);
    // Before the session is open, everything but a wrong command line means that there is no connection.
    if (!opened && opened.error().kind != ErrorKind::Usage && opened.error().kind != ErrorKind::Authentication)
        opened.error().kind = ErrorKind::Connection;
    return opened;
}

Result<std::unique_ptr<connection::Session>> sessionForRows(const Target &target)
{
    auto session = target.openAnother(u"data"_s, connection::Names::OfDatabase);
    if (!session)
        return fail(ErrorKind::Connection, tr("A second connection to %1 could not be opened").arg(target.name()));
    return session;
}

// A name without a schema is looked for where the database says; only the name, and nothing of ours.
static Result<quint32> oidOf(connection::Session &session, const QString &table)
{
    // As SQL has it; else the letters just as they are, as of a table "Users".
    const qsizetype dot = table.indexOf(u'.');
    const QString literal =
        dot < 0 ? sql::quoteIdentifier(table) : sql::quoteQualified(table.left(dot), table.sliced(dot + 1));
    Error refusal;
    for (const QString &name : {table, literal}) {
        const auto answer =
            session.query({u"SELECT pg_catalog.to_regclass($1::pg_catalog.text)::pg_catalog.oid"_s, {name.toUtf8()}})
                .result();
        if (!answer && answer.error().kind != ErrorKind::Server)
            return fail(answer.error());
        if (answer && !answer->rows.isNull(0, 0))
            return quint32(answer->rows.integer(0, 0));
    }
    return fail(
        ErrorKind::NotFound, tr("There is no table %1").arg(plainLine(table)),
        tr("Write schema.table; put names that are not all lower case in double quotes."));
}

Result<data::EditTarget> dataTarget(Target &target, connection::Session &rows, const QString &table)
{
    catalog::CatalogReader reader(target.session());
    ASSIGN_OR_RETURN(const auto snapshot, reader.readNow());
    return dataTarget(target, rows, table, *snapshot);
}

Result<data::EditTarget>
dataTarget(Target &target, connection::Session &rows, const QString &table, const catalog::Catalog &catalog)
{
    ASSIGN_OR_RETURN(const quint32 oid, oidOf(rows, table));
    const auto shape = data::shapeOf(catalog, oid);
    if (!shape)
        return fail(ErrorKind::Usage, tr("%1 has no rows").arg(plainLine(table)), tr("Name a table or a view."));
    return data::readEditTarget(target.session(), *shape);
}

void printData(Output &output, QJsonObject object, int exitCode)
{
    object.insert(u"format"_s, 1);
    object.insert(u"exitCode"_s, exitCode);
    output.out << QString::fromUtf8(QJsonDocument(object).toJson()) << Qt::flush;
}

// ---- files

GivenAnswer forceOption(bool force) { return {force, tr("Use --force to replace it.")}; }

Result<void> DataOutput::notWritten() const
{
    return fail(ErrorKind::Io, tr("The output cannot be written: %1").arg(whyNotWritten(*m_standard)));
}

Result<void> DataOutput::open(const QString &path, bool force)
{
    if (path == "-"_L1 && isatty(STDOUT_FILENO) == 1) {
        m_standard = std::make_unique<TerminalText>(stdout); // a cell must not speak to the terminal
        return {};
    }
    if (path == "-"_L1) {
        auto file = std::make_unique<QFile>();
        QFile &standard = *file;
        m_standard = std::move(file);
        return standard.open(stdout, QIODevice::WriteOnly | QIODevice::Unbuffered) ? Result<void>() : notWritten();
    }
    operations::GivenAnswer option = forceOption(force);
    if (auto may = operations::mayWrite(path, option); !may)
        return may;
    return m_file.open(path);
}

Result<void> DataOutput::flush()
{
    if (!m_standard)
        return m_file.flush();
    auto *const file = qobject_cast<QFile *>(m_standard.get()); // a terminal has it already
    return !file || file->flush() ? Result<void>() : notWritten();
}

Result<void> DataOutput::keep() { return m_standard ? flush() : m_file.keep(); }

// ---- progress

DataProgress::DataProgress(qint64 bytesOfAll)
    : m_shows(isatty(STDERR_FILENO) != 0)
    , m_bytesOfAll(bytesOfAll)
{
    m_clock.start();
}

DataProgress::~DataProgress()
{
    if (m_shown)
        std::fputs("\r\x1b[K", standardError());
}

void DataProgress::notify(data::BulkProgress progress)
{
    constexpr qint64 every = 200;
    const qint64 now = m_clock.elapsed();
    if (!m_shows || now - m_last < every)
        return;
    m_last = now;
    m_shown = true;
    QString text =
        tr("%1 rows, %2, %3")
            .arg(grouped(progress.rows), sizeText(progress.bytes, QLocale::c()), rateText(progress.rows, double(now)));
    if (m_bytesOfAll > 0)
        text += tr(", %1 %").arg(progress.bytes * 100 / m_bytesOfAll);
    std::fputs(("\r" + text.toUtf8() + "\x1b[K").constData(), standardError());
    std::fflush(standardError());
}

} // namespace howdah::cli
