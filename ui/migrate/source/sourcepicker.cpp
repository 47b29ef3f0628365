// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/source/sourcepicker.h"

#include "common/captions.h"
#include "common/icons.h"

#include <QDir>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr qsizetype RecentKept = 8;
constexpr auto PackPrefix = "pack:"_L1;

SourcePicker::SourcePicker(QAction *chooseFolder, QWidget *parent)
    : QToolButton(parent)
    , m_chooseFolder(chooseFolder)
{
    setObjectName(u"sourcePicker"_s);
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIcon(ui::icon(u"folder"));
    setMenu(new QMenu(this));
    setFocusPolicy(Qt::StrongFocus);
    rebuild();
    setCurrent({});
}

void SourcePicker::setPacks(std::vector<PackChoice> packs)
{
    m_packs = std::move(packs);
    rebuild();
}

void SourcePicker::setRecent(const QStringList &folders)
{
    m_recent = folders.mid(0, RecentKept);
    rebuild();
}

void SourcePicker::addRecent(const QString &folder)
{
    m_recent.removeAll(folder);
    m_recent.prepend(folder);
    setRecent(m_recent);
}

void SourcePicker::setCurrent(const QString &source, const QString &title)
{
    m_current = source;
    const QString folder = folderOf(source);
    QString text = title;
    if (text.isEmpty())
        text = source.isEmpty() ? tr("Choose a source") : QDir(folder.isEmpty() ? source : folder).dirName();
    setText(plainCaption(text) + u"  ▾"_s);
    setAccessibleName(source.isEmpty() ? tr("Source of the migrations") : tr("Source of the migrations: %1").arg(text));
    // Tooltips guess rich text.
    setToolTip(u"<span>"_s + (folder.isEmpty() ? tr("The migrations folder") : folder).toHtmlEscaped() + u"</span>"_s);
    rebuild();
}

QString SourcePicker::folderOf(const QString &source) const
{
    if (!source.startsWith(PackPrefix))
        return source;
    const auto found = std::ranges::find(m_packs, source.sliced(PackPrefix.size()), &PackChoice::name);
    return found == m_packs.end() ? QString() : found->folder;
}

QString SourcePicker::sourceOf(const QString &folder) const
{
    const auto found = std::ranges::find(
        m_packs, QDir::cleanPath(folder), [](const PackChoice &pack) { return QDir::cleanPath(pack.folder); });
    return found == m_packs.end() ? folder : QString(PackPrefix + found->name);
}

void SourcePicker::rebuild()
{
    QMenu *choices = menu();
    choices->clear();
    if (!m_packs.empty())
        choices->addSection(tr("Packs"));
    for (const PackChoice &pack : m_packs)
        addEntry(PackPrefix + pack.name, pack.title, pack.folder);
    if (!m_recent.isEmpty())
        choices->addSection(tr("Folders"));
    for (const QString &folder : m_recent)
        addEntry(folder, QDir::toNativeSeparators(folder), folder);
    choices->addSeparator();
    choices->addAction(m_chooseFolder);
}

void SourcePicker::addEntry(const QString &source, const QString &text, const QString &folder)
{
    const QString shown = fontMetrics().elidedText(text, Qt::ElideMiddle, 360);
    QAction *entry = menu()->addAction(ui::icon(u"folder"), plainCaption(shown));
    entry->setToolTip(u"<span>"_s + folder.toHtmlEscaped() + u"</span>"_s);
    entry->setCheckable(true);
    entry->setChecked(source == m_current);
    connect(entry, &QAction::triggered, this, [this, source] { Q_EMIT chosen(source); });
}

} // namespace howdah::ui
