// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/palette/palettemodel.h"

#include "shell/palette/fuzzy.h"

#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

PaletteModel::~PaletteModel() { m_stop.request_stop(); }

void PaletteModel::setEntries(PaletteEntries entries)
{
    m_entries = std::move(entries);
    match();
}

void PaletteModel::setPattern(const QString &pattern)
{
    m_pattern = pattern;
    match();
}

const PaletteEntry &PaletteModel::entry(int row) const { return (*m_shownEntries)[size_t(m_hits[size_t(row)].entry)]; }

int PaletteModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_hits.size()); }

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PaletteEntry &found = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return found.title;
    case Qt::AccessibleTextRole:
        return QString(found.title + u", "_s + found.detail);
    case DetailRole:
        return found.detail;
    case IconNameRole:
        return found.iconName;
    case ShortcutRole:
        return found.shortcut;
    case PositionsRole:
        return QVariant::fromValue(m_hits[size_t(index.row())].positions);
    default:
        return {};
    }
}

std::vector<PaletteModel::Hit>
PaletteModel::hits(const PaletteEntries &entries, const QString &pattern, const std::stop_token &stop)
{
    std::vector<Hit> found;
    for (size_t i = 0; i < entries->size() && !stop.stop_requested(); ++i) {
        if (auto match = fuzzyMatch(pattern, (*entries)[i].title))
            found.push_back({int(i), match->score, std::move(match->positions)});
    }
    // Equal scores keep the order of the entries: commands before objects, each as their provider gave them.
    const auto shown = std::min<size_t>(found.size(), shownAtMost);
    std::partial_sort(found.begin(), found.begin() + qsizetype(shown), found.end(), [](const Hit &a, const Hit &b) {
        return a.score != b.score ? a.score > b.score : a.entry < b.entry;
    });
    found.resize(shown);
    return found;
}

void PaletteModel::match()
{
    // Every letter asks again: what is asked no longer must not take the processor from what is.
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_matching = true;
    const auto matching = QtConcurrent::run(
        [entries = m_entries, pattern = m_pattern, stop = m_stop.get_token()] { return hits(entries, pattern, stop); });
    m_latest.ask(this, matching, [this, entries = m_entries](const std::vector<Hit> &found) {
        beginResetModel();
        m_shownEntries = entries;
        m_hits = found;
        m_matching = false;
        endResetModel();
        Q_EMIT matched();
    });
}

} // namespace howdah::ui
