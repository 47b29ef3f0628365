// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/entitybook.h"

#include <QtConcurrent>

namespace howdah::ui {

using entity::Entities;

namespace {

std::shared_ptr<const Entities> bound(const catalog::Snapshot &catalog)
{
    return std::make_shared<const Entities>(entity::modelsFor(*catalog), catalog);
}

} // namespace

EntityBook::EntityBook(LabelReader::TakeSession takeSession, QObject *parent)
    : QObject(parent)
    , m_labels(std::move(takeSession))
    , m_entities(Entities::unknown())
{
}

void EntityBook::setCatalog(const catalog::Snapshot &catalog)
{
    m_catalog = catalog;
    if (catalog)
        return bind();
    m_asked.drop();
    m_entities = Entities::unknown();
    m_labels.forget();
    Q_EMIT changed();
}

void EntityBook::readFilesAgain() { bind(); }

void EntityBook::bind()
{
    if (!m_catalog || m_catalog->stage < catalog::Stage::Columns)
        return;
    m_asked.ask(this, QtConcurrent::run(bound, m_catalog), [this](const std::shared_ptr<const Entities> &entities) {
        m_entities = entities;
        m_labels.forget(); // names and rows may be others
        Q_EMIT changed();
    });
}

} // namespace howdah::ui
