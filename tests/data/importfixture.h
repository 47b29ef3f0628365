// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/editserver.h"
#include "data/transfer/importpreview.h"
#include "data/transfer/peekeddevice.h"

#include <QBuffer>

namespace howdah::data::test {

// A server with a table of people, and files that are imported into it.
class ImportFixture
{
protected:
    void startServer()
    {
        m_here = std::make_unique<EditServer>();
        psql(QStringLiteral("CREATE TABLE people (id int PRIMARY KEY, name text, born date, score numeric)"));
    }
    QString psql(const QString &sql) { return m_here->psql(sql); }

    enum class As { File, Pipe };
    Result<ImportReport> load(ImportRequest request, const QByteArray &file, As as = As::File)
    {
        QBuffer buffer;
        buffer.setData(file);
        if (!buffer.open(QIODevice::ReadOnly))
            qFatal("a buffer");
        m_rejected.clear();
        PeekedDevice pipe({}, buffer);
        QIODevice &device = as == As::Pipe ? static_cast<QIODevice &>(pipe) : buffer;
        return importRows(m_here->session(), request, device, [this](const RejectedRow &row) {
            m_rejected << QString::number(row.line) + QChar(u' ') + row.error.sqlState + QChar(u' ')
                              + QString::fromUtf8(row.text.trimmed());
            return Result<void>();
        });
    }
    ImportRequest requestFor(const QString &table)
    {
        ImportRequest request{.target = *m_here->target(table)};
        for (int i = 0; i < int(request.target.columns.size()); ++i)
            request.fields.push_back(i);
        return request;
    }
    ImportPreview preview(const QString &table, const QByteArray &file, const ImportDialect &dialect = {})
    {
        QBuffer buffer;
        buffer.setData(file);
        if (!buffer.open(QIODevice::ReadOnly))
            qFatal("a buffer");
        auto seen = previewOf(buffer, dialect, *m_here->target(table));
        if (!seen)
            qFatal("%s", qPrintable(describe(seen.error())));
        if (buffer.pos() != 0)
            qFatal("the preview does not go back");
        return *seen;
    }

    std::unique_ptr<EditServer> m_here;
    QStringList m_rejected; // "line code text"
};

} // namespace howdah::data::test
