// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/exportsource.h"
#include "entity/labels.h"

namespace howdah::operations {

// The labels of what rows refer to, for files that have them beside the references: in a column <column>_label after
// each. Read batch by batch, all references in one round trip with one statement each, and each row once (of more than
// LabelCache::MostLabels the oldest are forgotten). Where they cannot be read the file goes on without them. One thread
// at a time.
class ReferenceLabels final
{
public:
    // `session`: another one than that of the rows, with PostgreSQL's names. It outlives this, and this the exports.
    ReferenceLabels(connection::Session &session, std::shared_ptr<const entity::Entities> entities);
    ReferenceLabels(const ReferenceLabels &) = delete;
    ReferenceLabels &operator=(const ReferenceLabels &) = delete;

    // Those of its columns that refer to labelled rows, where all columns of the reference are exported.
    // ErrorKind::Usage for formats that have no place for them.
    [[nodiscard]] Result<void> addTo(data::ExportRequest &request);
    // The same for a query, whose columns come from those of tables.
    [[nodiscard]] Result<void> addTo(data::ExportRequest &request, const connection::Columns &origins);

    // What has gone wrong, once for each reference.
    struct Unread
    {
        QString column;
        Error error;
    };
    [[nodiscard]] std::vector<Unread> unread() const;

private:
    struct Reference
    {
        QString column;
        std::vector<size_t> fields; // of the exported ones
        size_t known = 0;           // of m_known
    };
    // What was read of one source, by the key as one text; null where there is none.
    struct Known
    {
        entity::LabelSource source;
        QHash<QByteArray, QByteArray> labels;
    };
    [[nodiscard]] size_t knownOf(const entity::LabelSource &source);
    void readWhatLacks(const std::vector<Reference> &references, const std::vector<data::RowFields> &rows);
    [[nodiscard]] std::vector<data::RowFields>
    textsOf(const std::vector<Reference> &references, const std::vector<data::RowFields> &rows);

    connection::Session &m_session;
    const std::shared_ptr<const entity::Entities> m_entities;
    entity::LabelCache m_cache;
    std::vector<Known> m_known;
    std::vector<Reference> m_references;
    std::optional<Error> m_lost; // the session
};

} // namespace howdah::operations
