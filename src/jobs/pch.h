#pragma once

// Precompiled for jobs/ and every folder above it: the documents and what a job sees of the world,
// which nearly every file there needs. A change to one of these headers compiles those folders anew
// anyway. Nothing else belongs here.

#include "base/log.h"
#include "base/pch.h"
#include "base/user_error.h"
#include "jobs/job_context.h"
#include "model/all_documents.h"
#include "model/derived_ids.h"
