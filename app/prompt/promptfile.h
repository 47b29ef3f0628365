// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/prompt.h"

#include <QMap>
#include <QStringList>

namespace howdah::prompt {

// What a .prompt file holds. Dotprompt: front matter in YAML between two lines "---", which may be missing, then the
// texts, each after its {{role "system"}} or {{role "user"}}; without a mark it is the user's. Where the front matter
// has no name, the file's name is it ("greeting.formal.prompt" is the variant formal of greeting), and without a
// version it is 1.0.0. Ours beside the common keys: howdah.promptId, howdah.active, howdah.sha256 (of the texts when
// they were exported), howdah.metadata (the JSON as it was, or a map), and howdah.systemPrompt and howdah.userPrompt
// for texts that would not survive in the body (carriage returns, marks of roles). Other keys of the head belong to the
// metadata.
struct PromptFile
{
    Prompt prompt;
    qsizetype systemLine = 0; // where the text begins in the file, from 1; 0: it is in the head, or missing
    qsizetype userLine = 0;
    QString exported;  // the checksum of the texts when it was exported; empty: a person wrote the file
    QStringList notes; // what is odd and was understood all the same: edited since export, line ends converted
    // The whole template, for rendering just as Dotprompt does; empty where a key of ours says that the file is ours,
    // whose lines of marks belong to the file.
    std::optional<QString> body;
    QStringList partials; // that the texts name
    bool hasText = false;
};

// Errors are ErrorKind::Invalid, with `fileName`, line and column in the message. Front matter that is not YAML is an
// error and never text of a prompt.
[[nodiscard]] Result<PromptFile> parsePromptFile(const QByteArray &bytes, const QString &fileName);

// UTF-8, LF, keys in a fixed order: the same bytes for the same prompt, and parsePromptFile() gives exactly the prompt
// back, which is checked here. ErrorKind::Invalid for what UTF-8 cannot hold.
[[nodiscard]] Result<QByteArray> promptFileText(const Prompt &prompt);

// "reference-coach-v1.prompt"; characters that a file system could refuse are replaced.
[[nodiscard]] QString promptFileName(const Prompt &prompt);

struct PromptFolder
{
    struct File
    {
        QString path;
        PromptFile content;
    };
    std::vector<File> files;     // by name
    std::vector<Error> problems; // of the files that cannot be read; the others are there all the same
};

// The partials beside a file, by their names: "_greeting.prompt" is {{> greeting}}. Those that cannot be read are left
// out.
[[nodiscard]] QMap<QString, QString> readPartials(const QString &folder);

// All *.prompt files of a folder, without those of its subfolders and without partials, whose names begin with "_". A
// file without a text is a problem. An error when there is no such folder.
[[nodiscard]] Result<PromptFolder> readPromptFolder(const QString &folder);
// Atomically, readable by its owner only: a prompt is as secret in a file as it is in the database.
[[nodiscard]] Result<void> savePrivately(const QString &path, const QByteArray &bytes);

} // namespace howdah::prompt
