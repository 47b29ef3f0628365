// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/referencelabels.h"

#include "data/transfer/rowwriter.h"
#include "operations/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using connection::Column;
using connection::Columns;

ReferenceLabels::ReferenceLabels(connection::Session &session, std::shared_ptr<const entity::Entities> entities)
    : m_session(session)
    , m_entities(std::move(entities))
{
}

// "agent_id_label"; a number more where a column is called so already.
static QString freeName(const QString &column, const QStringList &taken)
{
    const QString wanted = column + u"_label"_s;
    QString name = wanted;
    for (int i = 2; taken.contains(name); ++i)
        name = wanted + u'_' + QString::number(i);
    return name;
}

// Where the columns of a reference stand among those of a query: the one that has the label, and the others of the same
// table; nothing where one is not there, or there more than once.
static std::vector<size_t>
fieldsOf(const entity::Entities &entities, const entity::LabelledColumn &labelled, const Columns &origins, size_t field)
{
    std::vector<size_t> fields;
    for (const QString &name : labelled.columns) {
        if (name == labelled.column) {
            fields.push_back(field);
            continue;
        }
        const catalog::Column *const column = entities.catalog().column(origins[field].relationOid, name);
        const auto isIt = [&](const Column &one) {
            return column && one.relationOid == origins[field].relationOid && one.attributeNumber == column->number;
        };
        if (std::ranges::count_if(origins, isIt) != 1)
            return {};
        fields.push_back(size_t(std::ranges::find_if(origins, isIt) - origins.begin()));
    }
    return fields;
}

Result<void> ReferenceLabels::addTo(data::ExportRequest &request)
{
    Columns origins;
    for (const int column : data::exportedColumns(request)) {
        const QString &name = request.target.columns[size_t(column)].name;
        const catalog::Column *const there = m_entities->catalog().column(request.target.shape.oid, name);
        origins.push_back(
            {.name = name,
             .relationOid = there ? request.target.shape.oid : 0,
             .attributeNumber = there ? there->number : qint16(0)});
    }
    return addTo(request, origins);
}

Result<void> ReferenceLabels::addTo(data::ExportRequest &request, const Columns &origins)
{
    if (!data::takesBeside(request.format))
        return fail(
            ErrorKind::Usage, tr("The format %1 has no place for labels").arg(data::formatKey(request.format)),
            tr("It is made to be loaded again. Use csv, tsv, json, ndjson or xlsx."));
    QStringList taken;
    for (const Column &column : origins)
        taken << column.name;
    const std::vector<int> columns = data::exportedColumns(request);
    std::vector<Reference> references;
    for (size_t field = 0; field < origins.size() && field < columns.size(); ++field) {
        const Column &origin = origins[field];
        const catalog::Column *const column =
            origin.relationOid != 0 ? m_entities->catalog().column(origin.relationOid, origin.attributeNumber)
                                    : nullptr;
        if (!column)
            continue;
        for (const entity::LabelledColumn &labelled : labelledColumns(*m_entities, origin.relationOid)) {
            const std::vector<size_t> fields = labelled.column == column->name
                                                 ? fieldsOf(*m_entities, labelled, origins, field)
                                                 : std::vector<size_t>();
            if (fields.empty())
                continue;
            taken << freeName(origin.name, taken);
            request.beside.columns.push_back({columns[field], taken.back()});
            references.push_back({origin.name, fields, knownOf(labelled.source)});
        }
    }
    std::ranges::copy(references, std::back_inserter(m_references));
    request.beside.texts = [this, references](const std::vector<data::RowFields> &rows) {
        return textsOf(references, rows);
    };
    return {};
}

// The values by which the row is found; nothing where one is NULL.
static std::optional<entity::LabelKey> keyOf(const std::vector<size_t> &fields, const data::RowFields &row)
{
    entity::LabelKey key;
    for (const size_t field : fields) {
        if (field >= row.size() || !row[field])
            return {};
        key.push_back(*row[field]);
    }
    return key;
}

// The same as one text; null where a value is NULL.
static QByteArray idOf(const std::vector<size_t> &fields, const data::RowFields &row)
{
    if (fields.size() == 1)
        return fields[0] < row.size() && row[fields[0]] ? *row[fields[0]] : QByteArray();
    const auto key = keyOf(fields, row);
    QByteArray id;
    for (const QByteArray &value : key.value_or(entity::LabelKey()))
        id += QByteArray::number(value.size()) + ':' + value;
    return id;
}

size_t ReferenceLabels::knownOf(const entity::LabelSource &source)
{
    const auto found = std::ranges::find(m_known, source, &Known::source);
    if (found != m_known.end())
        return size_t(found - m_known.begin());
    m_known.push_back({source, {}});
    return m_known.size() - 1;
}

void ReferenceLabels::readWhatLacks(const std::vector<Reference> &references, const std::vector<data::RowFields> &rows)
{
    struct Fresh
    {
        size_t known;
        QByteArray id;
        entity::LabelKey key;
    };
    std::vector<Fresh> fresh;
    for (Known &known : m_known) {
        if (known.labels.size() > entity::LabelCache::MostLabels)
            known.labels.clear();
    }
    std::vector<entity::LabelWish> wishes;
    for (const Reference &reference : references) {
        Known &known = m_known[reference.known];
        entity::LabelWish wish{known.source, {}};
        for (const data::RowFields &row : rows) {
            const QByteArray id = idOf(reference.fields, row);
            if (id.isNull() || known.labels.contains(id))
                continue;
            known.labels.insert(id, QByteArray());
            wish.keys.push_back(*keyOf(reference.fields, row));
            fresh.push_back({reference.known, id, wish.keys.back()});
        }
        if (!wish.keys.empty())
            wishes.push_back(std::move(wish));
    }
    if (wishes.empty() || m_lost)
        return;
    if (const Result<void> read = entity::readLabels(m_session, m_cache, wishes); !read)
        m_lost = read.error();
    for (const Fresh &one : fresh) {
        const auto label = m_cache.label(m_known[one.known].source, one.key);
        if (label && !label->isEmpty())
            m_known[one.known].labels.insert(one.id, label->toUtf8());
    }
}

std::vector<data::RowFields>
ReferenceLabels::textsOf(const std::vector<Reference> &references, const std::vector<data::RowFields> &rows)
{
    readWhatLacks(references, rows);
    std::vector<data::RowFields> texts;
    texts.reserve(rows.size());
    for (const data::RowFields &row : rows) {
        data::RowFields &fields = texts.emplace_back();
        fields.reserve(references.size());
        for (const Reference &reference : references) {
            const QByteArray id = idOf(reference.fields, row);
            const QByteArray label = id.isNull() ? id : m_known[reference.known].labels.value(id);
            fields.push_back(label.isEmpty() ? std::nullopt : std::optional(label));
        }
    }
    return texts;
}

std::vector<ReferenceLabels::Unread> ReferenceLabels::unread() const
{
    std::vector<Unread> unread;
    for (const Reference &reference : m_references) {
        const Error *const failure = m_cache.failure(m_known[reference.known].source);
        const bool isSaid = std::ranges::find(unread, reference.column, &Unread::column) != unread.end();
        if ((failure || m_lost) && !isSaid)
            unread.push_back({reference.column, failure ? *failure : *m_lost});
    }
    return unread;
}

} // namespace howdah::operations
