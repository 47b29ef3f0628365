// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/entitybook.h"

#include <QtConcurrent>

namespace howdah::ui {

using entity::Entities;
using entity::ModelFile;

namespace {

struct Bound
{
    std::shared_ptr<const std::vector<ModelFile>> files;
    std::shared_ptr<const Entities> entities;
};

Bound bound(std::shared_ptr<const std::vector<ModelFile>> files, const catalog::Snapshot &catalog)
{
    if (!files)
        files = std::make_shared<const std::vector<ModelFile>>(entity::allModels());
    return {files, std::make_shared<const Entities>(*files, catalog)};
}

std::shared_ptr<const Entities> nothing()
{
    return std::make_shared<const Entities>(
        std::vector<std::shared_ptr<const entity::Model>>(), std::make_shared<const catalog::Catalog>());
}

} // namespace

EntityBook::EntityBook(LabelReader::TakeSession takeSession, QObject *parent)
    : QObject(parent)
    , m_labels(std::move(takeSession))
    , m_entities(nothing())
{
}

void EntityBook::setCatalog(const catalog::Snapshot &catalog)
{
    m_catalog = catalog;
    if (catalog)
        return bind();
    m_asked.drop();
    m_entities = nothing();
    m_labels.forget();
    Q_EMIT changed();
}

void EntityBook::readFilesAgain()
{
    m_files.reset();
    bind();
}

void EntityBook::bind()
{
    if (!m_catalog || m_catalog->stage < catalog::Stage::Columns)
        return;
    m_asked.ask(this, QtConcurrent::run(bound, m_files, m_catalog), [this](const Bound &bound) {
        m_files = bound.files;
        m_entities = bound.entities;
        m_labels.forget(); // names and rows may be others
        Q_EMIT changed();
    });
}

} // namespace howdah::ui
