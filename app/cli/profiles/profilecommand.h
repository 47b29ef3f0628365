// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

#include <QStringList>

namespace howdah::cli {

struct ProfileOptions
{
    QString name;
    QStringList names;    // of export
    QString group;        // of list: only this one
    QString database;     // a URI or keywords
    QStringList settings; // KEY=VALUE
    QString newName;
    QStringList secretCommand; // program and arguments
    QString passwordFile;      // "-" is standard input
    bool askPassword = false;
    bool forgetPassword = false;
    QString file;
    QString format;
    QStringList accepted;       // of import: fields that are left out otherwise
    bool keepPasswords = false; // of import: found ones go to the keychain
    bool yes = false;
    bool force = false;
};

// `howdahctl profiles ...`: each answers an exit code (cli/terminal/exitcode.h).
[[nodiscard]] int profilesList(Output &output, const ProfileOptions &options);
[[nodiscard]] int profilesShow(Output &output, const ProfileOptions &options);
[[nodiscard]] int profilesAdd(Output &output, const ProfileOptions &options);
[[nodiscard]] int profilesEdit(Output &output, const ProfileOptions &options);
[[nodiscard]] int profilesRemove(Output &output, const ProfileOptions &options);
[[nodiscard]] int profilesImport(Output &output, const ProfileOptions &options);
[[nodiscard]] int profilesExport(Output &output, const ProfileOptions &options);
// Connects, says what answers there, or why nothing does and what to do: ExitOk or ExitCannotConnect.
[[nodiscard]] int profilesTest(Output &output, const ProfileOptions &options);

} // namespace howdah::cli
