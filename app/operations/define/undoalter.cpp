// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/identifier.h"
#include "catalog/tableddl.h"
#include "operations/define/undo.h"
#include "operations/tr.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using catalog::quoteIfNeeded;

Undo UndoWriter::alterTable(const QJsonObject &body) const
{
    const Named named = namedBy(body["relation"_L1]);
    if (isMade(named))
        return {};
    const catalog::Relation *before = relation(named);
    Undo all;
    QStringList reasons;
    for (const QJsonValue command : body["cmds"_L1].toArray()) {
        const Undo one = action(named.sql(), before, command["AlterTableCmd"_L1].toObject());
        all.sql.prepend(one.sql);
        if (!one.unwritten.isEmpty() && !reasons.contains(one.unwritten))
            reasons << one.unwritten;
        if (!one.note.isEmpty())
            all.note = one.note;
    }
    all.unwritten = reasons.join(u"; "_s);
    return all;
}

Undo UndoWriter::action(const QString &table, const catalog::Relation *before, const QJsonObject &command) const
{
    const QString type = command["subtype"_L1].toString();
    const QString name = command["name"_L1].toString();
    const auto alter = [&table](const QString &rest) {
        return Undo{.sql = u"ALTER TABLE %1 %2;\n"_s.arg(table, rest)};
    };
    if (type == "AT_AddConstraint"_L1) {
        const QString constraint = command["def"_L1]["Constraint"_L1]["conname"_L1].toString();
        return constraint.isEmpty() ? Undo{.unwritten = tr("the constraint has no name of its own; give it one")}
                                    : alter(u"DROP CONSTRAINT "_s + quoteIfNeeded(constraint));
    }
    if (type == "AT_DropConstraint"_L1) {
        for (const catalog::Constraint &old :
             before ? m_before->constraintsOf(before->oid) : std::span<const catalog::Constraint>()) {
            if (old.name == name)
                return {.sql = catalog::constraintDdl(*m_before, *before, old)};
        }
        return {.unwritten = tr("what it was before is not known")};
    }
    if (type == "AT_ValidateConstraint"_L1)
        return {.note = tr("What was validated stays so.")};
    const QList<std::pair<QLatin1StringView, QString>> opposites{
        {"AT_EnableRowSecurity"_L1, u"DISABLE ROW LEVEL SECURITY"_s},
        {"AT_DisableRowSecurity"_L1, u"ENABLE ROW LEVEL SECURITY"_s},
        {"AT_ForceRowSecurity"_L1, u"NO FORCE ROW LEVEL SECURITY"_s},
        {"AT_NoForceRowSecurity"_L1, u"FORCE ROW LEVEL SECURITY"_s},
        {"AT_EnableTrig"_L1, u"DISABLE TRIGGER "_s + quoteIfNeeded(name)},
        {"AT_DisableTrig"_L1, u"ENABLE TRIGGER "_s + quoteIfNeeded(name)}};
    for (const auto &[done, opposite] : opposites) {
        if (type == done)
            return alter(opposite);
    }
    return columnAction(table, before, type, command);
}

Undo UndoWriter::columnAction(
    const QString &table, const catalog::Relation *before, const QString &type, const QJsonObject &command) const
{
    const QString name = command["name"_L1].toString();
    const catalog::Column *old = before ? m_before->column(before->oid, name) : nullptr;
    const auto alter = [&table](const QString &rest) {
        return Undo{.sql = u"ALTER TABLE %1 %2;\n"_s.arg(table, rest)};
    };
    const QString column = u"ALTER COLUMN %1 "_s.arg(quoteIfNeeded(name));
    if (type == "AT_AddColumn"_L1) {
        const QString added = command["def"_L1]["ColumnDef"_L1]["colname"_L1].toString();
        if (command["missing_ok"_L1].toBool() && before && m_before->column(before->oid, added))
            return {.note = tr("%1 was there already and stays.").arg(added)};
        return alter(u"DROP COLUMN "_s + quoteIfNeeded(added));
    }
    if (type == "AT_DropColumn"_L1) {
        if (!old)
            return command["missing_ok"_L1].toBool() && before
                     ? Undo{}
                     : Undo{.unwritten = tr("what it was before is not known")};
        Undo undo = alter(u"ADD COLUMN "_s + catalog::columnDdl(*m_before, *before, *old));
        undo.note = tr("The values of %1 do not come back, nor do indexes and constraints over it.").arg(name);
        return undo;
    }
    if (type == "AT_SetNotNull"_L1)
        return old && old->notNull ? Undo{} : alter(column + u"DROP NOT NULL"_s);
    if (type == "AT_DropNotNull"_L1)
        return old && !old->notNull ? Undo{} : alter(column + u"SET NOT NULL"_s);
    if (!old)
        return {.unwritten = tr("what it was before is not known")};
    if (type == "AT_ColumnDefault"_L1)
        return alter(column + (old->expression.isEmpty() ? u"DROP DEFAULT"_s : u"SET DEFAULT "_s + old->expression));
    if (type == "AT_AlterColumnType"_L1) {
        Undo undo = alter(column + u"TYPE %1 USING %2::%1"_s.arg(old->type, quoteIfNeeded(name)));
        undo.note = tr("Values of %1 that the new type cut or rounded do not come back.").arg(name);
        return undo;
    }
    return {.unwritten = tr("there is no rule for its way back")};
}

} // namespace howdah::operations
