// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/source/sourcechoice.h"

#include "common/captions.h"
#include "common/icons.h"
#include "common/tooltips.h"

#include <QAction>
#include <QJsonArray>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::ui {

SourceChoice::SourceChoice(MigrationReader &reader, QAction *chooseFolder, QObject *parent)
    : QObject(parent)
    , m_reader(reader)
    , m_picker(new SourcePicker(chooseFolder))
{
    connect(m_picker, &SourcePicker::chosen, this, &SourceChoice::choose);
    connect(&m_watcher, &SourceWatcher::changed, this, &SourceChoice::edited);
}

QString SourceChoice::folder() const { return m_picker->folderOf(m_source); }

void SourceChoice::choose(const QString &source)
{
    m_source = m_picker->sourceOf(source);
    if (m_isOpen)
        m_remembered.insert(m_connection, m_source);
    else
        m_wanted = m_source;
    if (!m_source.startsWith("pack:"_L1) && !m_source.isEmpty())
        m_picker->addRecent(m_source);
    make();
}

void SourceChoice::open(const QString &connection, const QString &database)
{
    if (isOtherThan(connection))
        m_source.clear();
    m_connection = connection;
    m_database = database;
    m_isOpen = true;
    if (const QString wanted = std::exchange(m_wanted, {}); !wanted.isEmpty())
        m_remembered.insert(connection, wanted);
    if (m_packsKnown)
        find();
    else
        findPacks();
}

void SourceChoice::close()
{
    m_isOpen = false;
    m_look.drop();
}

void SourceChoice::findPacks()
{
    Q_EMIT looking(tr("Finding packs"));
    whenDone(this, m_reader.packs(), [this](const Result<std::vector<PackChoice>> &packs) {
        if (packs)
            m_picker->setPacks(*packs);
        m_packsKnown = true;
        if (m_isOpen)
            find();
    });
}

void SourceChoice::find()
{
    m_source = m_remembered.value(m_connection).toString();
    if (!m_source.isEmpty()) {
        make();
        return;
    }
    Q_EMIT looking(tr("Reading the history"));
    m_look.ask(this, m_reader.fit(m_database), [this](const Result<PackFit> &fit) {
        m_source = fit && !fit->folder.isEmpty() ? m_picker->sourceOf(fit->folder) : QString();
        m_order = fit ? fit->order : QStringList();
        make(); // an error of the server shows again there, or does not matter
    });
}

void SourceChoice::make()
{
    m_look.drop();
    m_picker->setCurrent(m_source);
    m_watcher.watch(folder(), {});
    Q_EMIT made();
}

QList<QAction *> SourceChoice::offers()
{
    qDeleteAll(m_offers);
    m_offers.clear();
    std::vector<PackChoice> packs = m_picker->packs();
    std::ranges::stable_sort(packs, std::less(), [this](const PackChoice &pack) {
        const qsizetype at = m_order.indexOf(pack.folder);
        return at < 0 ? m_order.size() : at;
    });
    for (const PackChoice &pack : packs) {
        auto *action = new QAction(icon(u"folder"), tr("Use %1").arg(plainCaption(pack.title)), this);
        action->setObjectName(u"use-"_s + pack.name);
        action->setToolTip(plainToolTip(tr("Use %1").arg(pack.title)));
        connect(action, &QAction::triggered, this, [this, folder = pack.folder] { choose(folder); });
        m_offers << action;
    }
    return m_offers;
}

void SourceChoice::showTitle(const QString &title) { m_picker->setCurrent(m_source, title); }

void SourceChoice::watch(const Overview &overview)
{
    QStringList files;
    for (const migration::Migration &migration : overview.source.migrations) {
        if (!migration.up.file.isEmpty())
            files << migration.up.file;
        if (migration.down)
            files << migration.down->file;
    }
    m_watcher.watch(overview.source.folder, files);
}

void SourceChoice::save(QJsonObject &state) const
{
    state.insert(u"sources"_s, m_remembered);
    state.insert(u"recent"_s, QJsonArray::fromStringList(m_picker->recent()));
}

void SourceChoice::restore(const QJsonObject &state)
{
    m_remembered = state[u"sources"_s].toObject();
    QStringList recent;
    for (const QJsonValue folder : state[u"recent"_s].toArray())
        recent << folder.toString();
    m_picker->setRecent(recent);
    if (m_isOpen && m_packsKnown && m_source.isEmpty())
        find();
}

} // namespace howdah::ui
