// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>

class QAction;
class QWidget;

namespace howdah::ui {

// What the actions of the page of prompts depend on.
struct PromptSituation
{
    bool isSelected = false; // a version is
    bool isActive = false;   // that one
    bool isReadable = false;
    bool isEdited = false;
    bool isLoaded = false; // there is a table of prompts
    bool hasPrompts = false;
    bool isWriting = false;
    bool hasDiscarded = false;
    bool mayAskForKeys = false;
    bool isPrivateServer = false;
    QString refusal;     // why nothing can be written, "" when it can
    QString locked;      // why its text cannot be read, "" when it can
    QString problem;     // why it cannot be saved as it is, "" when it can
    QString nextVersion; // what saving makes, "": in place
};

// Everything that can be done on the page of prompts, and why some of it cannot be done now.
class PromptActions final : public QObject
{
    Q_OBJECT
public:
    explicit PromptActions(QWidget *page);

    [[nodiscard]] QList<QAction *> all() const;
    void update(const PromptSituation &situation);

    QAction *save;
    QAction *savePatch;
    QAction *saveMinor;
    QAction *saveMajor;
    QAction *discard;
    QAction *bringBack;
    QAction *activate;
    QAction *rollBack;
    QAction *release;
    QAction *keys;
    QAction *seeds;
    QAction *importing;
    QAction *exporting;
    QAction *datasets;
    QAction *fromFile;
    QAction *copy;
    QAction *run;
    QAction *mapping;
    QAction *migrations;
    QAction *demo;
    QList<QAction *> tabs; // in their order

private:
    QAction *make(const QString &text, const QString &iconName, const QKeySequence &keys = {}, const QString &tip = {});
};

} // namespace howdah::ui
