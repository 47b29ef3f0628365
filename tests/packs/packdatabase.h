// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalogreader.h"
#include "catalog/difference.h"
#include "operations/demo/demosetup.h"
#include "migration/migrationfixture.h"

#include <QFile>
#include <QRegularExpression>

namespace howdah::test {

inline QString packFolder(const QString &pack) { return QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/") + pack; }

inline migration::Source packSource(const QString &pack)
{
    const Result<migration::Source> source = migration::readSource(packFolder(pack));
    if (!source)
        qFatal("%s", qPrintable(describe(source.error())));
    return *source;
}

inline QString packText(const QString &name)
{
    QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/packs/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(file.fileName()));
    return QString::fromUtf8(file.readAll());
}

// The lines of a file of expectations, without comments and empty ones.
inline QStringList packLines(const QString &name)
{
    QStringList lines = packText(name).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    lines.removeIf([](const QString &line) { return line.startsWith(QLatin1Char('#')); });
    return lines;
}

// Empty when all went well.
inline QString failureOf(const Result<migration::RunReport> &report)
{
    if (!report)
        return describe(report.error());
    return report->failure ? describe(*report->failure) : QString();
}

// A new database for the tests of one pack.
class PackDatabase final : public MigrationFixture
{
public:
    using MigrationFixture::MigrationFixture;

    Result<operations::DemoSetupReport> setUpDemo(const QString &pack)
    {
        return operations::setUpDemo(session(), packFolder(pack), {.anchor = QStringLiteral("2026-03-01 00:00+00")});
    }

    // Everything that the pack made, as psql prints it.
    [[nodiscard]] QStringList objects() const
    {
        return psql(packText(QStringLiteral("objects.sql"))).split(QLatin1Char('\n'));
    }

    // What the database holds by our own reader, without our own history.
    [[nodiscard]] QStringList facts()
    {
        catalog::CatalogReader reader(session());
        const auto snapshot = reader.readAll().result();
        if (!snapshot)
            qFatal("%s", qPrintable(describe(snapshot.error())));
        QStringList lines = catalog::facts(**snapshot);
        lines.removeIf([](const QString &line) {
            return line.contains(QLatin1String("howdah.")) || line.contains(QLatin1String("schema howdah"));
        });
        return lines;
    }

    // The first column of the answer, line by line; an error as its words.
    [[nodiscard]] QStringList column(const QString &sql) { return column(session(), sql); }
    [[nodiscard]] static QStringList column(connection::Session &session, const QString &sql)
    {
        const auto answer = session.query({sql, {}}).result();
        if (!answer)
            return {describe(answer.error())};
        QStringList values;
        for (qsizetype row = 0; row < answer->rows.rowCount(); ++row)
            values << answer->rows.text(row, 0);
        return values;
    }
    [[nodiscard]] QString value(const QString &sql) { return column(sql).join(QLatin1Char('\n')); }
    [[nodiscard]] static QString value(connection::Session &session, const QString &sql)
    {
        return column(session, sql).join(QLatin1Char('\n'));
    }

    // Runs the statements in a transaction that is rolled back, and tells how the last one was refused: "23514
    // ck_name", without a constraint the SQLSTATE alone; "accepted", or what went wrong before it.
    [[nodiscard]] QString refusal(const QStringList &statements) { return refusal(session(), statements); }
    [[nodiscard]] static QString refusal(connection::Session &session, const QStringList &statements)
    {
        QString outcome = QStringLiteral("accepted");
        (void)session.query({QStringLiteral("BEGIN"), {}}).result();
        for (qsizetype i = 0; i < statements.size(); ++i) {
            const auto answer = session.query({statements[i], {}}).result();
            if (answer)
                continue;
            outcome = i + 1 == statements.size() ? refusalOf(answer.error())
                                                 : statements[i] + QLatin1String(": ") + describe(answer.error());
            break;
        }
        (void)session.query({QStringLiteral("ROLLBACK"), {}}).result();
        return outcome;
    }

    [[nodiscard]] static QString refusalOf(const Error &error)
    {
        static const QRegularExpression name(QStringLiteral("constraint \"([^\"]+)\""));
        const QString constraint = name.match(error.message).captured(1);
        return constraint.isEmpty() ? error.sqlState : error.sqlState + QLatin1Char(' ') + constraint;
    }
};

} // namespace howdah::test
