// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptactions.h"

#include "common/icons.h"
#include "common/tooltips.h"

#include <QAction>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

PromptActions::PromptActions(QWidget *page)
    : QObject(page)
{
    save = make(tr("Save"), {}, Qt::CTRL | Qt::Key_Return);
    savePatch = make(tr("Save as a new patch version"), u"document-save-as"_s);
    saveMinor = make(tr("Save as a new minor version"), u"document-save-as"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_S);
    saveMajor = make(tr("Save as a new major version"), u"document-save-as"_s);
    discard = make(tr("Discard unsaved changes"), u"edit-undo"_s, {}, tr("Restore the text from the database"));
    bringBack = make(tr("Restore what was discarded"), u"edit-redo"_s);
    activate = make(
        tr("Activate"), u"dialog-ok-apply"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_A,
        tr("Make the agent use this version, after reviewing what is replaced"));
    rollBack = make(
        tr("Roll back"), u"edit-undo"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_R,
        tr("Reactivate the previously active version"));
    release = make(
        tr("Labels and approval…"), u"tag"_s, {},
        tr("Show which version each environment uses, label this one, and approve it"));
    keys = make(tr("Keys…"), u"dialog-password"_s);
    seeds = make(
        tr("Compare files with database…"), u"folder-open"_s, Qt::CTRL | Qt::Key_O,
        tr("Show what a folder of .prompt files would change, before anything is done"));
    importing = make(tr("Import…"), u"document-import"_s);
    exporting = make(tr("Export…"), u"document-export"_s);
    datasets = make(
        tr("Datasets and tests…"), u"view-list-details"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_T,
        tr("Cases that versions are tested with, and what came of it"));
    fromFile = make(tr("Load the text from a file…"), u"document-open"_s);
    copy = make(
        tr("Copy the system prompt"), u"edit-copy"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_C,
        tr("Clipboard managers are asked not to store it"));
    run = make(
        tr("Run"), u"media-playback-start"_s, Qt::CTRL | Qt::Key_R,
        tr("Send the prompt with the test values to an endpoint"));
    mapping = make(
        tr("Use a mapping file…"), u"document-open"_s, {}, tr("For a prompt table whose columns have different names"));
    migrations = make(tr("Create it with the deepref migrations"), u"vcs-commit"_s);
    demo = make(tr("Open the prompt demo"), u"server-database"_s);
    const QStringList texts{tr("Show the text"),      tr("Compare"),          tr("Show the metadata"),
                            tr("Show the scorecard"), tr("Show the history"), tr("Show the checks")};
    for (int i = 0; i < int(texts.size()); ++i)
        tabs << make(texts[i], {}, Qt::ALT | Qt::Key(Qt::Key_1 + i));
}

QAction *
PromptActions::make(const QString &text, const QString &iconName, const QKeySequence &shortcut, const QString &tip)
{
    auto *page = static_cast<QWidget *>(parent());
    auto *action = new QAction(iconName.isEmpty() ? QIcon() : ui::icon(iconName), text, page);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    if (!tip.isEmpty())
        action->setToolTip(tip);
    page->addAction(action);
    return action;
}

QList<QAction *> PromptActions::all() const
{
    return QList<QAction *>{save,     savePatch, saveMinor, saveMajor, discard,    bringBack, activate,
                            rollBack, release,   keys,      seeds,     importing,  exporting, datasets,
                            fromFile, copy,      run,       mapping,   migrations, demo}
         + tabs;
}

// Why it cannot be done stands in the place of what it does.
static void enable(QAction *action, bool enabled, const QString &reason)
{
    action->setEnabled(enabled);
    if (action->property("tip").isNull())
        action->setProperty("tip", action->toolTip());
    action->setToolTip(enabled || reason.isEmpty() ? action->property("tip").toString() : plainToolTip(reason));
}

void PromptActions::update(const PromptSituation &now)
{
    const bool free = !now.isWriting;
    const bool able = now.isSelected && now.refusal.isEmpty() && free;
    const bool sound = able && now.isReadable && now.problem.isEmpty();
    const QString reason = !now.refusal.isEmpty() ? now.refusal : !now.locked.isEmpty() ? now.locked : now.problem;
    save->setText(now.nextVersion.isEmpty() ? tr("Save") : tr("Save as %1").arg(now.nextVersion));
    enable(save, sound && now.isEdited, reason.isEmpty() ? tr("No changes") : reason);
    for (QAction *action : {savePatch, saveMinor, saveMajor})
        enable(action, sound, reason);
    enable(discard, now.isEdited && free, tr("No changes"));
    bringBack->setEnabled(now.hasDiscarded);
    enable(
        activate, able && !now.isActive,
        !now.refusal.isEmpty() ? now.refusal
        : now.isActive         ? tr("This version is already active")
                               : QString());
    enable(rollBack, able, now.refusal);
    enable(release, now.isSelected && free, {});
    enable(seeds, now.isLoaded && free, now.refusal);
    enable(importing, now.isLoaded && free, now.refusal);
    enable(exporting, now.hasPrompts, {});
    datasets->setEnabled(now.isSelected);
    enable(fromFile, able && now.isReadable, reason);
    enable(copy, now.isReadable, now.locked);
    enable(run, now.isSelected && now.isReadable, now.locked);
    keys->setEnabled(now.mayAskForKeys);
    demo->setVisible(now.isPrivateServer);
}

} // namespace howdah::ui
