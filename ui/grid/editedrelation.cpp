// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/editedrelation.h"

#include "common/tr.h"
#include "data/transfer/cliptext.h"
#include "edit/editsession.h"

#include <algorithm>

namespace howdah::ui {

EditedRelation::EditedRelation(EditSession *session, const PageReader &pages)
    : m_pages(pages)
    , m_session(session)
{
}

EditedRelation::~EditedRelation() = default;

static bool belongs(const EditSession *session, const data::PageQuery *query)
{
    if (!session || !session->isReady() || !query || !session->target())
        return false;
    const data::RelationShape &edited = session->target()->shape;
    return edited.oid == query->shape().oid
        && std::ranges::equal(
               edited.columns, query->shape().columns, {}, &data::ColumnShape::name, &data::ColumnShape::name);
}

void EditedRelation::match() { m_matches = belongs(m_session, m_pages.query()); }

bool EditedRelation::isActive() const { return m_matches && m_session && m_session->isReady(); }

EditSession *EditedRelation::session() const { return m_session; }

const data::ChangeSet *EditedRelation::changes() const { return isActive() ? m_session->changes() : nullptr; }

const RowProblems *EditedRelation::problems() const
{
    return isActive() && !m_session->problems().all().empty() ? &m_session->problems() : nullptr;
}

const std::shared_ptr<const data::EditTarget> &EditedRelation::target() const
{
    if (const data::ChangeSet *known = changes())
        return known->sharedTarget();
    if (!m_plainTarget && m_pages.isOpen())
        m_plainTarget = std::make_shared<const data::EditTarget>(data::plainTarget(m_pages.query()->shape()));
    return m_plainTarget;
}

QString EditedRelation::refusal() const
{
    if (!m_session || !m_pages.isOpen())
        return tr("These rows cannot be edited here");
    if (QString why = m_session->refusal(); !why.isEmpty())
        return why;
    return isActive() ? QString() : tr("What can be edited here is not known yet");
}

} // namespace howdah::ui
