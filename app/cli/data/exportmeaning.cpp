// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/data/exportmeaning.h"

#include "base/propagate.h"
#include "catalog/catalogreader.h"
#include "cli/terminal/consent.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

static Error isSensitive(const QStringList &columns)
{
    return makeError(
        ErrorKind::Usage, tr("Sensitive values are not exported: %1").arg(plainLine(columns.join(u", "_s))),
        tr("Leave them out, or use --reveal, which is noted in the audit log."));
}

Result<void> ExportMeaning::readCatalog()
{
    if (m_entities)
        return {};
    ASSIGN_OR_RETURN(m_catalog, catalog::CatalogReader(m_target.session()).readNow());
    m_entities = std::make_shared<const entity::Entities>(entity::modelsFor(*m_catalog), m_catalog);
    return {};
}

Result<data::EditTarget> ExportMeaning::targetOf(connection::Session &rows, const QString &table)
{
    RETURN_IF_ERROR(readCatalog());
    return dataTarget(m_target, rows, table, *m_catalog);
}

Result<QStringList> ExportMeaning::withhold(operations::ExportChoice &choice, const data::EditTarget &target)
{
    RETURN_IF_ERROR(readCatalog());
    QStringList sensitive = entity::sensitiveColumns(*m_entities, target.shape.oid);
    if (!choice.columns.isEmpty())
        sensitive.removeIf([&choice](const QString &name) { return !choice.columns.contains(name); });
    if (sensitive.isEmpty())
        return QStringList();
    if (m_options.reveal) {
        m_revealed.emplace_back(target.shape.schema + u'.' + target.shape.name, sensitive);
        return QStringList();
    }
    if (!choice.columns.isEmpty())
        return fail(isSensitive(sensitive));
    return operations::withholdSensitive(choice, target, *m_entities);
}

Result<void> ExportMeaning::checkQuery(const connection::Columns &origins)
{
    RETURN_IF_ERROR(readCatalog());
    const QStringList sensitive = operations::sensitiveOrigins(*m_entities, origins, m_options.query.toUtf8());
    if (sensitive.isEmpty())
        return {};
    if (!m_options.reveal)
        return fail(isSensitive(sensitive));
    m_revealed.emplace_back(tr("a query"), sensitive);
    return {};
}

Result<operations::ReferenceLabels *> ExportMeaning::labels()
{
    if (m_labels)
        return m_labels.get();
    RETURN_IF_ERROR(readCatalog());
    m_session = m_target.openAnother(u"labels"_s);
    if (!m_session)
        return fail(ErrorKind::Connection, tr("A second connection to %1 could not be opened").arg(m_target.name()));
    m_labels = std::make_unique<operations::ReferenceLabels>(*m_session, m_entities);
    return m_labels.get();
}

Result<void> ExportMeaning::addLabels(data::ExportRequest &request)
{
    if (!m_options.labels)
        return {};
    ASSIGN_OR_RETURN(auto *const all, labels());
    return all->addTo(request);
}

Result<void> ExportMeaning::addLabels(data::ExportRequest &request, const connection::Columns &origins)
{
    if (!m_options.labels)
        return {};
    ASSIGN_OR_RETURN(auto *const all, labels());
    return all->addTo(request, origins);
}

Result<bool> ExportMeaning::mayReveal()
{
    if (m_revealed.empty())
        return true;
    if (m_target.isProduction()) {
        QStringList names;
        for (const auto &[relation, columns] : m_revealed)
            names << (m_options.query.isEmpty() ? QStringList{relation.section(u'.', 1)} : columns);
        const Result<bool> named =
            areNamesGiven(m_output, names, tr("This is production, and sensitive values leave it"));
        if (!named || !*named)
            return named;
    }
    for (const auto &[relation, columns] : m_revealed)
        RETURN_IF_ERROR(operations::noteRevealingExport(m_target.lockPlace(), relation, columns));
    return true;
}

std::vector<operations::ReferenceLabels::Unread> ExportMeaning::unreadLabels() const
{
    return m_labels ? m_labels->unread() : std::vector<operations::ReferenceLabels::Unread>();
}

} // namespace howdah::cli
