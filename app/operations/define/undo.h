// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "sql/statementtree.h"

#include <QSet>

namespace howdah::operations {

// What takes one statement back.
struct Undo
{
    QString sql;       // statements, each with ";\n"; "" where nothing is to be done, or nothing can be written
    QString unwritten; // why (some of) it cannot be written
    QString note;      // what does not come back
};

// Writes what takes statements of a script back, one after the other, in the order of the script: what an earlier one
// has made goes with it, so later changes of it need nothing. For wayBackOf().
class UndoWriter final
{
public:
    // nullptr: nothing is known of the database.
    explicit UndoWriter(const catalog::Catalog *before)
        : m_before(before)
    {
    }
    [[nodiscard]] Undo undo(const sql::StatementTree &tree);

private:
    // A name as the script writes it.
    struct Named
    {
        QString schema;
        QString name;
        [[nodiscard]] QString sql() const;
    };
    [[nodiscard]] static Named namedBy(const QJsonValue &range);
    [[nodiscard]] static Named namedBy(const QStringList &parts);
    [[nodiscard]] const catalog::Relation *relation(const Named &named) const;
    [[nodiscard]] bool isMade(const Named &named) const { return m_made.contains(named.sql()); }

    [[nodiscard]] Undo create(const sql::StatementTree &tree);
    [[nodiscard]] Undo made(const QString &kind, const Named &named, bool ifNotExists = false);
    [[nodiscard]] Undo createView(const QJsonObject &body);
    [[nodiscard]] Undo createIndex(const QJsonObject &body) const;
    [[nodiscard]] Undo createFunction(const QJsonObject &body) const;
    [[nodiscard]] Undo createPart(const sql::StatementTree &tree) const;
    [[nodiscard]] Undo alterTable(const QJsonObject &body) const;
    [[nodiscard]] Undo action(const QString &table, const catalog::Relation *before, const QJsonObject &command) const;
    [[nodiscard]] Undo columnAction(
        const QString &table, const catalog::Relation *before, const QString &type, const QJsonObject &command) const;
    [[nodiscard]] Undo rename(const QJsonObject &body) const;
    [[nodiscard]] Undo comment(const QJsonObject &body) const;
    [[nodiscard]] Undo drop(const QJsonObject &body) const;
    [[nodiscard]] Undo dropOne(const QString &type, const QJsonValue &object) const;
    [[nodiscard]] Undo setSchema(const QJsonObject &body) const;
    [[nodiscard]] static Undo alterEnum(const QJsonObject &body);

    const catalog::Catalog *m_before;
    QSet<QString> m_made; // names as they are written
};

} // namespace howdah::operations
